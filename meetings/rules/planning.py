"""The days on which an area may meet, and the confirmation of an unusual day or an early start."""

from collections.abc import Container, Iterable
from datetime import date, datetime

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.rules.working_days import is_working_day
from sharing.rules import RuleBroken


def check_day(starts_at: datetime, *, now: datetime) -> None:
    """Raise `RuleBroken` for a meeting in the past, or on a day more than a year ahead."""
    if starts_at <= now:
        raise RuleBroken(_("The meeting must begin later than now"), field="on")
    farthest = a_year_after(localtime(now).date())
    if localtime(starts_at).date() > farthest:
        words = _("The meeting must be within a year, on %(day)s at the latest")
        raise RuleBroken(words % {"day": date_format(farthest, "j F Y")}, field="on")


def a_year_after(day: date) -> date:
    """Return the same day of the next year; after 29 February, 28 February."""
    leaps = day.month == 2 and day.day == 29
    return day.replace(year=day.year + 1, day=28 if leaps else day.day)


def days_before(starts_at: datetime, *, today: date) -> int:
    """Return how many days it is until the day of the meeting; 0 on the day and after it."""
    return max(0, (localtime(starts_at).date() - today).days)


def check_begins(starts_at: datetime, *, today: date, sure: bool) -> None:
    """Raise `RuleBroken` if a meeting begins before its day and nobody has said that this is
    meant."""
    days = days_before(starts_at, today=today)
    if days and not sure:
        words = ngettext(
            "The meeting is on %(day)s, in %(number)s day. Say that it begins now, or wait.",
            "The meeting is on %(day)s, in %(number)s days. Say that it begins now, or wait.",
            days,
        )
        day = date_format(localtime(starts_at).date(), "l j F Y")
        raise RuleBroken(words % {"day": day, "number": days}, field="sure")


def check_meant(
    starts_at: datetime, others: Iterable[datetime], off: Container[date], *, sure: bool
) -> None:
    """Raise `RuleBroken` for a day on which nobody works, or on which the area already meets at the
    hours of `others`, until somebody says that this is meant."""
    day = localtime(starts_at).date()
    doubts = []
    if day in off:
        doubts.append(
            _("%(day)s is a bank holiday or local closure.") % {"day": date_format(day, "l j F Y")}
        )
    elif not is_working_day(day, off):
        doubts.append(_("%(day)s is at a weekend.") % {"day": date_format(day, "l j F Y")})
    doubts += [
        _("There is a meeting on that day already, at %(time)s.")
        % {"time": time_format(localtime(one))}
        for one in others
    ]
    if doubts and not sure:
        asks = _("Choose another day, or say that it is held on this day all the same.")
        raise RuleBroken(" ".join([*doubts, asks]), field="sure")
