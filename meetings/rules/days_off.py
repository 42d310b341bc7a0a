"""The settings of an area for a day: closed, or working though it is a bank holiday."""

from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from meetings.rules.planning import a_year_after
from meetings.rules.working_days import SATURDAY
from sharing.bank_holidays import DaysOff
from sharing.rules import RuleBroken


class OnDay(StrEnum):
    """The settings of a day."""

    CLOSED = "closed"
    WORKED = "worked"
    USUAL = "usual"  # as in the rest of the country


def farthest(today: date) -> date:
    """Return the last day that can be set; nobody plans beyond it yet."""
    return a_year_after(a_year_after(today))


def on_day(day: date, off: DaysOff) -> OnDay:
    """Return an area's setting of a day."""
    if day in off.closed:
        return OnDay.CLOSED
    return OnDay.WORKED if day in off.worked else OnDay.USUAL


def check_on_day(day: date, said: OnDay, off: DaysOff, *, today: date) -> None:
    """Raise `RuleBroken` for a setting of a past or far-off day, or one that changes nothing."""
    if not today <= day <= farthest(today):
        raise RuleBroken(_("The day must be today or later, within two years"), field="day")
    if said is on_day(day, off):
        raise RuleBroken(_("Nothing is different from what it was."), field="day")
    if said is OnDay.USUAL:
        return
    if day.weekday() >= SATURDAY:
        raise RuleBroken(_("That day is at a weekend, when nothing is due anyhow"), field="day")
    if said is OnDay.CLOSED and day in off.bank:
        raise RuleBroken(_("That day is a bank holiday already"), field="day")
    if said is OnDay.WORKED and day not in off.bank:
        raise RuleBroken(_("That day is no bank holiday"), field="day")
