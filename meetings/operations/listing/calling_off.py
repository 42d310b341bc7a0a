"""Calling off a meeting, whose cases then move on. Those that the actor sees move at once. A job
moves those that a conflict of interest hides from the actor, so that nothing shows that they
exist."""

from uuid import UUID

from django_tasks import task

from meetings import notices, stages
from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.operations.hearing.meeting import end_admissions
from meetings.operations.listing.meetings import lock_meeting
from meetings.operations.listing.order import put_at_end, put_in_order
from meetings.operations.listing.publishing import ask_agencies
from meetings.queries.listing import cases_to_move, next_left_on, too_young_among
from meetings.rules import listing as rules
from sharing import clock
from sharing.access import perform
from sharing.actor import NOWHERE, Actor
from sharing.unit import unit_of_work
from sharing.work import Work

LISTING = Actor.system("listing")
WAY = "call_off"


def call_off(*, actor: Actor, meeting_id: UUID, to_meeting_id: UUID | None, reason: str) -> Meeting:
    """The meeting is not held. Its cases are on the list of the other meeting; without one, or if
    the victim is too young for a meeting, they wait to be listed. Agencies that were asked about
    them are told by mail. This does not count as a deferral."""
    work = perform(actor, may.PLAN_MEETINGS, event=may.MEETING_CALLED_OFF)
    # In one order, so that two people who move two lists both ways do not wait for each other.
    named = sorted({one for one in (meeting_id, to_meeting_id) if one})
    locked = {
        one: lock_meeting(actor=actor, meeting_id=one, event=may.MEETING_CALLED_OFF)
        for one in named
    }
    meeting, to = locked[meeting_id], locked[to_meeting_id] if to_meeting_id else None
    rules.check_calling_off(meeting, to, reason, now=clock.now())
    meeting.state, meeting.why_called_off = MeetingState.CALLED_OFF, reason.strip()
    meeting.called_off_at, meeting.called_off_by_id = clock.now(), actor.user_id
    meeting.version += 1
    meeting.save()
    end_admissions(meeting)
    _move_all(work, cases_to_move(actor, meeting), to, reason.strip())
    work.items.update(locked)
    notices.tell_of_calling_off(meeting.pk)
    move_on.enqueue(str(meeting.pk), str(to.pk) if to else "")
    return meeting


def _move_all(work: Work, cases: list[Case], to: Meeting | None, reason: str) -> None:
    too_young = too_young_among(cases)
    asked: dict[UUID, set[UUID]] = {}
    for case in cases:
        if to is None or case.pk in too_young:
            stages.move(case, Stage.ACCEPTED, reason=reason, way=WAY, off_the_list=True)
            continue
        stages.move(case, Stage.LISTED, reason=reason, way=WAY)
        put_in_order(actor=work.actor, case=case, meeting=to)
        if to.state == MeetingState.PUBLISHED:
            work.note(may.RESEARCH_ASKED)
            asked[case.pk] = ask_agencies(work, case)
    if to:
        notices.tell_of_list(to.pk, asked)
    work.cases.update(case.pk for case in cases)


@task()
def move_on(meeting_id: str, to_meeting_id: str) -> None:
    """Move the cases that are still on a meeting that was called off, because they were hidden from
    the person who did it. Each has a unit of its own, because an event about two cases would be
    hidden with either of them."""
    while _move_next(UUID(meeting_id), UUID(to_meeting_id) if to_meeting_id else NOWHERE):
        pass


def _move_next(meeting_id: UUID, to_meeting_id: UUID) -> bool:
    """The next case is at the end of that list or, if no list takes it, waits to be listed. Returns
    whether there was a case. The victim's age is not checked, because the worker reads no person: a
    case of a victim who is too young stays on a list as before, every page says so, and it is not
    heard."""
    with unit_of_work(LISTING) as work:
        # If the meeting is planned again by now, its cases stay.
        is_off = Meeting.objects.filter(pk=meeting_id, state=MeetingState.CALLED_OFF).exists()
        case = next_left_on(LISTING, meeting_id) if is_off else None
        if case is None:
            return False
        perform(LISTING, may.MOVE_ON)
        work.cases.add(case.pk)
        work.items.add(meeting_id)
        reason = rules.meeting_of(case).why_called_off
        to = Meeting.objects.filter(pk=to_meeting_id, state__in=rules.BEFORE).first()
        if to is None:
            stages.move(case, Stage.ACCEPTED, reason=reason, way=WAY, off_the_list=True)
        else:
            stages.move(case, Stage.LISTED, reason=reason, way=WAY)
            put_at_end(case, to)
            work.items.add(to.pk)
        return True
