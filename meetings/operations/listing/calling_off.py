"""A meeting is called off, and its cases move on: those that the actor sees with it, and each that
a conflict of interest hides from them by a job, so that nothing tells them that it is there."""

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
    """The meeting is not held. Its cases are on the list of that other meeting or, without one and
    where the victim is too young for a meeting, wait to be listed; agencies that were asked about
    them are told by mail. That counts as no deferral."""
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
    """Move what still stands on a meeting that was called off: what was hidden from whoever did. A
    unit for each case, as an event about two would be hidden with each of them."""
    while _move_next(UUID(meeting_id), UUID(to_meeting_id) if to_meeting_id else NOWHERE):
        pass


def _move_next(meeting_id: UUID, to_meeting_id: UUID) -> bool:
    """A case is at the end of that list or, where there is none that takes it, waits to be listed;
    returns whether there was one. Whether the victim is too young is not asked, as the worker reads
    no person: it stands on a list as it did before, every page says so, and it is not heard."""
    with unit_of_work(LISTING) as work:
        # It may be planned again by now: then what stands on it stays there.
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
