"""The days on which a reminder goes out."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from meetings.rules.working_days import add_working_days, is_working_day, working_days_between


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
