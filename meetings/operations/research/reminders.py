"""An agency that owes research is reminded: by a keeper of the meeting, and by itself."""

from collections.abc import Sequence
from uuid import UUID

from meetings import permissions as may
from meetings import reminders
from meetings.models import Meeting, ResearchRequest
from meetings.queries.reminders import owed_requests, paces_of, wanted_requests
from meetings.queries.research.requests import asked_for, meeting_of_area
from meetings.rules import research as rules
from sharing import clock
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.history import save_all
from sharing.work import Work


def chase_research(*, actor: Actor, meeting_id: UUID, agency_id: UUID) -> list[ResearchRequest]:
    """The agency is told that research is due, by when and where; not about whom."""
    work = perform(actor, may.CHASE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.CHASE_RESEARCH.event)
    asked = asked_for([meeting], actor, may.CHASE_RESEARCH).filter(agency_id=agency_id)
    owed = list(asked.filter(submitted_at=None).select_for_update(of=("self",)).order_by("pk"))
    last = max((one.reminded_at for one in asked if one.reminded_at), default=None)
    rules.check_reminder(owed=len(owed), reminded_at=last, now=clock.now())
    _remind(work, meeting, agency_id, owed)
    return owed


def remind_of_research(*, actor: Actor, meeting_id: UUID, agency_id: UUID) -> None:
    """The agency is told of the research that its area reminds of today, and of each once."""
    expect(actor, may.CHASE_RESEARCH)
    meeting = Meeting.objects.select_related("area").get(pk=meeting_id)
    owed = owed_requests(actor, meeting).filter(agency_id=agency_id)
    paces = paces_of(meeting.area)
    locked = owed.select_for_update(of=("self",)).order_by("pk")
    if paces and (wanted := wanted_requests(locked, paces.research)):
        _remind(perform(actor, may.CHASE_RESEARCH), meeting, agency_id, wanted)


def _remind(work: Work, meeting: Meeting, agency_id: UUID, owed: Sequence[ResearchRequest]) -> None:
    for request in owed:
        request.reminded_at = clock.now()
        work.cases.add(request.scope_id)
    save_all(owed, ["reminded_at"])
    work.recipient_id = agency_id
    reminders.tell_of_research(meeting.pk, agency_id, [request.pk for request in owed])
