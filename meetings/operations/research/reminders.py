"""Reminders for agencies that owe research: from a keeper of the meeting, and automatic ones."""

from collections.abc import Callable, Container, Sequence
from uuid import UUID

from meetings import permissions as may
from meetings import reminders
from meetings.models import IS_OWED, Meeting, ResearchRequest
from meetings.queries.paces import paces_of
from meetings.queries.reminders import owed_requests, wanted_requests
from meetings.queries.research.requests import asked_for, meeting_of_area
from meetings.rules import reminders as rules
from meetings.rules.research_state import NOT_BEGUN, State, state_of
from sharing import clock
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.history import save_all
from sharing.work import Work


def chase_research(*, actor: Actor, meeting_id: UUID, agency_id: UUID) -> list[ResearchRequest]:
    """The agency is told that research is due, by when and where, but not about whom."""
    work = perform(actor, may.CHASE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.CHASE_RESEARCH.event)
    asked = asked_for([meeting], actor, may.CHASE_RESEARCH).filter(agency_id=agency_id)
    owed = list(asked.filter(IS_OWED).select_for_update(of=("self",)).order_by("pk"))
    last = max((one.reminded_at for one in asked if one.reminded_at), default=None)
    rules.check_reminder(owed=len(owed), reminded_at=last, now=clock.now())
    _remind(work, meeting, agency_id, owed)
    work.recipient_id = agency_id
    return owed


def chase_silent(*, actor: Actor, meeting_id: UUID) -> list[UUID]:
    """Each agency with a request that it has not even opened is told that research is due, unless
    it was reminded less than a day ago. Returns the agencies told."""
    return _chase_together(actor, meeting_id, NOT_BEGUN, rules.check_silent)


def chase_owing(*, actor: Actor, meeting_id: UUID) -> list[UUID]:
    """Each agency that owes an answer is told that research is due, unless it was reminded less
    than a day ago. Returns the agencies told."""
    return _chase_together(actor, meeting_id, tuple(State), rules.check_owing)


def _chase_together(
    actor: Actor,
    meeting_id: UUID,
    states: Container[State],
    check: Callable[[int], None],
) -> list[UUID]:
    event = may.RESEARCH_CHASED_TOGETHER
    work = perform(actor, may.CHASE_RESEARCH, event=event)
    meeting = meeting_of_area(actor, meeting_id, event)
    asked = asked_for([meeting], actor, may.CHASE_RESEARCH)
    owed = list(asked.filter(IS_OWED).select_for_update(of=("self",)).order_by("pk"))
    now, today = clock.now(), clock.today()
    # Read under the lock, because somebody may have clicked at the same moment.
    lately = {one.agency_id for one in asked if not rules.may_be_reminded(one.reminded_at, now)}
    wanted = {one.agency_id for one in owed if state_of(one, now=now, today=today) in states}
    check(len(wanted))
    told = sorted(wanted - lately)
    rules.check_reminders(to_remind=len(told))
    for agency_id in told:
        _remind(work, meeting, agency_id, [one for one in owed if one.agency_id == agency_id])
    work.items.update(told)  # the event has room for one recipient; each mail names its own
    return told


def remind_of_research(*, actor: Actor, meeting_id: UUID, agency_id: UUID) -> None:
    """The agency is reminded of the research that is due for a reminder today, each request once,
    as far as somebody there may know of the case."""
    expect(actor, may.CHASE_RESEARCH)
    meeting = Meeting.objects.select_related("area").get(pk=meeting_id)
    owed = owed_requests(actor, meeting).filter(agency_id=agency_id)
    paces = paces_of(meeting.area)
    locked = owed.select_for_update(of=("self",)).order_by("pk")
    wanted = wanted_requests(locked, paces.research) if paces else []
    known = reminders.known_to_somebody(agency_id, {request.scope_id for request in wanted})
    if wanted := [request for request in wanted if request.scope_id in known]:
        work = perform(actor, may.CHASE_RESEARCH)
        _remind(work, meeting, agency_id, wanted)
        work.recipient_id = agency_id


def _remind(work: Work, meeting: Meeting, agency_id: UUID, owed: Sequence[ResearchRequest]) -> None:
    for request in owed:
        request.reminded_at = clock.now()
        work.cases.add(request.scope_id)
    save_all(owed, ["reminded_at"])
    reminders.tell_of_research(meeting.pk, agency_id, [request.pk for request in owed])
