"""An agency that owes research is reminded, at most once a day."""

from uuid import UUID

from meetings import notices
from meetings import permissions as may
from meetings.models import ResearchRequest
from meetings.queries.research.requests import asked_for, meeting_of_area
from meetings.rules import research as rules
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor


def chase_research(*, actor: Actor, meeting_id: UUID, agency_id: UUID) -> list[ResearchRequest]:
    """The agency is told that research is due, by when and where; not about whom."""
    work = perform(actor, may.CHASE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.CHASE_RESEARCH.event)
    asked = asked_for([meeting], actor, may.CHASE_RESEARCH).filter(agency_id=agency_id)
    owed = list(asked.filter(submitted_at=None).select_for_update(of=("self",)).order_by("pk"))
    now = clock.now()
    last = max((one.reminded_at for one in asked if one.reminded_at), default=None)
    rules.check_reminder(owed=len(owed), reminded_at=last, now=now)
    for request in owed:
        request.reminded_at = now
        request.save()
        work.cases.add(request.scope_id)
    work.recipient_id = agency_id
    notices.tell_of_research(meeting.pk, agency_id)
    return owed
