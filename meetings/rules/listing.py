"""The rules of a meeting's list."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.models import Case, Meeting, MeetingState
from meetings.rules.searched import mark_of
from sharing.rules import RuleBroken

BEFORE = (MeetingState.PLANNED, MeetingState.PUBLISHED)
# Agencies are asked about each case on it.
LIST_IS_OUT = (MeetingState.PUBLISHED, MeetingState.RUNNING)
# Its cases are heard, or were.
OPENED = (MeetingState.RUNNING, MeetingState.HELD, MeetingState.AGREED)
# Such a meeting no longer hears cases, or never did.
OVER = (MeetingState.HELD, MeetingState.AGREED, MeetingState.CALLED_OFF)


def meeting_of(case: Case) -> Meeting:
    """Return the meeting on whose list the case is. Raises `RuleBroken` if it is on none."""
    if case.meeting is None:
        raise RuleBroken(_("The list of its meeting is not out yet."))
    return case.meeting


def check_not_called_off(meeting: Meeting) -> None:
    """Raise `RuleBroken` if the meeting is called off."""
    if meeting.state == MeetingState.CALLED_OFF:
        raise RuleBroken(_("This meeting was called off."))


def check_open(meeting: Meeting, *, now: datetime, field: str = "meeting_id") -> None:
    """Raise `RuleBroken` if the meeting no longer takes cases."""
    if meeting.state not in BEFORE or meeting.starts_at <= now:
        raise RuleBroken(_("That meeting has begun, so it takes no more cases"), field=field)


def order_shown(case_ids: Iterable[UUID]) -> str:
    """Return a mark of these cases in this order, which a form carries that changes the order."""
    return mark_of(enumerate(case_ids))


def check_order(
    meeting: Meeting, wanted: Sequence[UUID], listed: Sequence[UUID], shown: str | None
) -> None:
    """Raise `RuleBroken` unless the order holds the cases on the list, each once, and the list is
    still as its page showed it: whoever moves a case by one place means the places they saw."""
    if meeting.state not in (*BEFORE, MeetingState.RUNNING):
        raise RuleBroken(_("The meeting is over, so its order stays as it was."))
    stale = shown not in (None, order_shown(listed))
    if stale or len(wanted) != len(listed) or set(wanted) != set(listed):
        words = _(
            "The list has changed meanwhile, and nothing was moved. Look at it as it stands below and"
            " move the case again."
        )
        raise RuleBroken(words)


def check_publishing(
    meeting: Meeting, cases: Sequence[Case], *, too_young: Collection[UUID] = ()
) -> None:
    """Raise `RuleBroken` if the list is out and complete, is empty, or holds only victims who are
    too young."""
    if meeting.state not in BEFORE:
        raise RuleBroken(_("The meeting has begun, so its list is not published any more."))
    if not cases:
        if too_young:
            raise RuleBroken(
                _("The victim of each case on the list is too young for a MARAC. Withdraw them.")
            )
        if meeting.state == MeetingState.PUBLISHED:
            raise RuleBroken(_("The list is out, and agencies are asked about each case on it."))
        raise RuleBroken(_("No case is on the list yet."))


def check_deferral(case: Case, to: Meeting, reason: str) -> None:
    """Raise `RuleBroken` if a case moves without a reason, to its own meeting, or too often to a
    later one."""
    if not reason.strip():
        raise RuleBroken(_("Give the reason"), field="reason")
    if case.meeting is None:
        raise RuleBroken(_("The case is on no meeting yet: put it on one."))
    if to.pk == case.meeting.pk:
        raise RuleBroken(_("Choose another meeting than the one it is on"), field="to_meeting_id")
    if is_later(case.meeting, to) and (words := why_not_later(case)):
        raise RuleBroken(words)


def why_not_later(case: Case) -> str:
    """Return why a case can no longer move to a later meeting; empty if it can."""
    most = case.protocol.most_deferrals
    # A case that its meeting left over can no longer be heard there, so it may always go on.
    if case.meeting is None or case.meeting.state in OVER or case.deferrals < most:
        return ""
    words = ngettext(
        "A case may be moved %(number)s time to a later meeting, and this one has been. "
        "Hear it, move it to an earlier one, or withdraw it.",
        "A case may be moved %(number)s times to a later meeting, and this one has been. "
        "Hear it, move it to an earlier one, or withdraw it.",
        most,
    )
    return words % {"number": most}


def is_later(meeting: Meeting, to: Meeting) -> bool:
    """Return whether a case that moves waits longer. Hearing it earlier is no deferral, and extra
    meetings are for that."""
    return to.starts_at > meeting.starts_at


def research_due_at(meeting: Meeting, *, now: datetime) -> datetime:
    """Return when research is due: the deadline, or for a late case the start of the meeting."""
    return meeting.research_due_at if now < meeting.research_due_at else meeting.starts_at


def check_planning_again(meeting: Meeting, *, now: datetime) -> None:
    """Raise `RuleBroken` if the meeting is not called off, or its time has passed."""
    if meeting.state != MeetingState.CALLED_OFF:
        raise RuleBroken(_("This meeting is not called off."))
    if meeting.starts_at <= now:
        raise RuleBroken(_("The time of this meeting has passed. Add another one."))


def check_calling_off(meeting: Meeting, to: Meeting | None, reason: str, *, now: datetime) -> None:
    """Raise `RuleBroken` if the meeting has begun, there is no reason, or its cases cannot go to
    the other meeting."""
    if not reason.strip():
        raise RuleBroken(_("Give the reason"), field="reason")
    if meeting.state not in BEFORE:
        raise RuleBroken(_("This meeting has begun, so it is not called off any more."))
    if to is not None:
        if to.pk == meeting.pk:
            raise RuleBroken(_("Choose another meeting"), field="to_meeting_id")
        check_open(to, now=now, field="to_meeting_id")
