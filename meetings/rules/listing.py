"""What must hold for a meeting's list."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.models import Case, Meeting, MeetingState
from sharing.rules import RuleBroken

BEFORE = (MeetingState.PLANNED, MeetingState.PUBLISHED)
OVER = (MeetingState.HELD, MeetingState.AGREED)


def meeting_of(case: Case) -> Meeting:
    """Return the meeting on whose list the case stands; refuse a case on none."""
    if case.meeting is None:
        raise RuleBroken(_("The list of its meeting is not out yet."))
    return case.meeting


def check_open(meeting: Meeting, *, now: datetime, field: str = "meeting_id") -> None:
    """Refuse a meeting that takes no more cases."""
    if meeting.state not in BEFORE or meeting.starts_at <= now:
        raise RuleBroken(_("That meeting has begun, so it takes no more cases"), field=field)


def check_order(meeting: Meeting, wanted: Sequence[UUID], listed: Collection[UUID]) -> None:
    """Refuse an order of other cases than those on the list, each once."""
    if meeting.state not in (*BEFORE, MeetingState.RUNNING):
        raise RuleBroken(_("The meeting is over, so its order stays as it was."))
    if len(wanted) != len(listed) or set(wanted) != set(listed):
        raise RuleBroken(_("The list has changed meanwhile. Look at it and move the case again."))


def check_publishing(meeting: Meeting, cases: Sequence[Case]) -> None:
    """Refuse a list that is out and whole, or empty."""
    if meeting.state not in BEFORE:
        raise RuleBroken(_("The meeting has begun, so its list is not published any more."))
    if not cases:
        if meeting.state == MeetingState.PUBLISHED:
            raise RuleBroken(_("The list is out, and agencies are asked about each case on it."))
        raise RuleBroken(_("No case is on the list yet."))


def check_deferral(case: Case, to: Meeting, reason: str) -> None:
    """Refuse to let a case wait too often, without a reason, or for an earlier meeting."""
    if not reason.strip():
        raise RuleBroken(_("Give the reason"), field="reason")
    if case.meeting is None:
        raise RuleBroken(_("The case is on no meeting yet: put it on one."))
    if to.starts_at <= case.meeting.starts_at:
        raise RuleBroken(_("Choose a later meeting than the one it is on"), field="to_meeting_id")
    most = case.protocol.most_deferrals
    # A case that its meeting left over cannot be heard there any more, so it may always go on.
    if case.meeting.state not in OVER and case.deferrals >= most:
        words = ngettext(
            "A case may be moved %(number)s time, and this one has been. Hear it, or withdraw it.",
            "A case may be moved %(number)s times, and this one has been. Hear it, or withdraw it.",
            most,
        )
        raise RuleBroken(words % {"number": most})


def research_due_at(meeting: Meeting, *, now: datetime) -> datetime:
    """Return when research is due: the deadline, or for a late case the start of the meeting."""
    return meeting.research_due_at if now < meeting.research_due_at else meeting.starts_at
