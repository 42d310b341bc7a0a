"""Working days between bank holidays, and the moment at which something is due. Deadlines are
agreed in working days, and mean an hour in London in any season."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
DAY = timedelta(days=1)


def is_working_day(day: date, off: Container[date]) -> bool:
    return day.weekday() < SATURDAY and day not in off


def add_working_days(start: date, days: int, off: Container[date]) -> date:
    """Return the day that many working days after `start`, or before it if `days` is negative.
    `start` itself is not counted, so it may be any day."""
    step = DAY if days > 0 else -DAY
    day = start
    for _one in range(abs(days)):
        day += step
        while not is_working_day(day, off):
            day += step
    return day


def working_days_between(start: date, end: date, off: Container[date]) -> int:
    """Return how many working days there are after `start`, up to and including `end`."""
    days = (start + DAY * number for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day, off) for day in days)


def moment(day: date, hour: time) -> datetime:
    """Return the moment at which it is that hour in London, in UTC."""
    return datetime.combine(day, hour, LONDON).astimezone(ZoneInfo("UTC"))


def due_at(day: date, hour: int) -> datetime:
    """Return the moment at which something due on that day is due."""
    return moment(day, time(hour))


def due_after(start: datetime, days: int, hour: int, off: Container[date]) -> datetime:
    """Return when something is due that many working days after a moment."""
    return due_at(add_working_days(start.astimezone(LONDON).date(), days, off), hour)


class Deadlines(Protocol):
    """The part of an area's protocol that says when things are due, in working days."""

    referrals_close: int
    list_out: int
    research_due: int
    minutes_due: int
    due_hour: int


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The deadlines of one meeting."""

    referrals_close_at: datetime
    list_out_at: datetime
    research_due_at: datetime
    minutes_due_at: datetime


def deadlines_of(
    starts_at: datetime, protocol: Deadlines, off: Container[date], *, now: datetime
) -> Dates:
    """Return the deadlines of a meeting. A deadline that would have passed already, as before a
    meeting called for tomorrow, is moved to the next one, at the latest to when the meeting
    begins."""
    day = starts_at.astimezone(LONDON).date()

    def before(days: int, otherwise: datetime) -> datetime:
        due = due_at(add_working_days(day, -days, off), protocol.due_hour)
        return due if now < due < otherwise else otherwise

    research_due_at = before(protocol.research_due, starts_at)
    list_out_at = before(protocol.list_out, research_due_at)
    return Dates(
        referrals_close_at=before(protocol.referrals_close, list_out_at),
        list_out_at=list_out_at,
        research_due_at=research_due_at,
        minutes_due_at=due_at(add_working_days(day, protocol.minutes_due, off), protocol.due_hour),
    )
