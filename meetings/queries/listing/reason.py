"""The page that asks a reader why they open the cases of a meeting that is over."""

from dataclasses import dataclass
from uuid import UUID

from meetings.models import Case, Meeting
from meetings.queries.listing.meeting import open_meeting
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.permissions import GIVE_REASON
from sharing.reasons import Reason
from sharing.work import Refused


@dataclass(frozen=True)
class AskedOfMeeting:
    meeting: Meeting
    cases: list[Case]


def reason_asked_of_meeting(actor: Actor, meeting_id: UUID) -> AskedOfMeeting:
    """Return the meeting whose reader is asked why, with those of its cases that they may see, and
    note that they were asked."""
    meeting = open_meeting(actor, meeting_id)
    theirs = Case.objects.filter(visible_to(actor, GIVE_REASON, "scope__"), meeting=meeting)
    cases = list(theirs.order_by("reference"))
    if not cases:
        raise Refused(Reason.NOTHING_THERE, GIVE_REASON.event)
    show(actor, GIVE_REASON, [case.pk for case in cases])
    return AskedOfMeeting(meeting, cases)
