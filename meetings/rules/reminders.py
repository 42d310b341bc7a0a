"""The days on which a reminder goes out, and when an agency may be reminded by hand."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from meetings.rules.working_days import add_working_days, is_working_day, working_days_between
from sharing.rules import RuleBroken

REMIND_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class Pace:
    """How often an area reminds of one kind of task, in working days; 0 is never."""

    before: int  # days before it is due
    every: int  # days between reminders when it is late
    off: Container[date]


def is_wanted(due: date, reminded_on: date | None, *, today: date, pace: Pace) -> bool:
    """Return whether a reminder goes out today. If its day passed because no worker ran, it goes
    out on the next working day."""
    if not is_working_day(today, pace.off):
        return False
    wanted = _newest_day(due, today, pace)
    return wanted is not None and (reminded_on is None or reminded_on < wanted)


def is_told_of_proposals(came: date, held: date, *, today: date, off: Container[date]) -> bool:
    """Return whether the notice that a proposal waits is sent today: on the working day after it
    came, and again on the last one before the meeting."""
    if not is_working_day(today, off) or today >= held:
        return False
    last = add_working_days(held, -1, off)
    return today == last or add_working_days(today, -1, off) <= came < today


def _newest_day(due: date, today: date, pace: Pace) -> date | None:
    """Return the newest day up to today on which a reminder was due to go out."""
    if today > due:
        if not pace.every:
            return None
        turns = working_days_between(due, today, pace.off) // pace.every
        if turns:
            return add_working_days(due, turns * pace.every, pace.off)
    first = add_working_days(due, -pace.before, pace.off)
    return first if pace.before and first <= today else None


def may_be_reminded(reminded_at: datetime | None, now: datetime) -> bool:
    """Return whether an agency may be reminded again: at most once a day."""
    return reminded_at is None or now - reminded_at >= REMIND_AGAIN


def check_reminder(*, owed: int, reminded_at: datetime | None, now: datetime) -> None:
    """Raise `RuleBroken` if the agency owes nothing, or was reminded less than a day ago."""
    if not owed:
        raise RuleBroken(_("This agency owes nothing for this meeting."))
    if not may_be_reminded(reminded_at, now):
        raise RuleBroken(_("This agency was reminded less than a day ago."))


def check_silent(not_begun: int) -> None:
    """Raise `RuleBroken` if each agency that owes something has begun."""
    if not not_begun:
        raise RuleBroken(_("Every agency that owes something has begun."))


def check_owing(owing: int) -> None:
    """Raise `RuleBroken` if no agency owes anything."""
    if not owing:
        raise RuleBroken(_("No agency owes an answer for this meeting."))


def check_reminders(to_remind: int) -> None:
    """Raise `RuleBroken` if each agency that would be reminded was reminded lately."""
    if not to_remind:
        raise RuleBroken(_("Each of these agencies was reminded less than a day ago."))
