"""Years of the trail: those that are kept, on hold, or may end."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from sharing.access import expect, require
from sharing.actor import Actor
from sharing.models import YearEnd, YearHold
from sharing.permissions import AGREE_YEAR_END, HOLD_YEAR, SEE_YEARS, Permission
from sharing.reasons import Reason
from sharing.work import Refused


@dataclass(frozen=True)
class YearLine:
    """One year of the trail. If it has ended, the line has the time and the number of its
    events."""

    year: int
    due: bool
    hold: YearHold | None = None
    end: YearEnd | None = None
    ended_at: datetime | None = None
    entries: int = 0

    @property
    def kept_until(self) -> int:
        """Return the first year in which it is old enough to end."""
        return self.year + settings.TRAIL_YEARS + 1

    @property
    def agreed(self) -> bool:
        """Return whether two people agreed to its end."""
        return self.end is not None and self.end.confirmed_at is not None


@dataclass(frozen=True)
class Years:
    """The years of the trail, and what the reader may do about them."""

    lines: list[YearLine]
    may_hold: bool


def trail_years(actor: Actor) -> Years:
    """Return the years of the trail, newest first, with those that ended."""
    require(actor, SEE_YEARS)
    return Years(_lines(), may_hold=actor.role in HOLD_YEAR.roles)


def year_to_hold(actor: Actor, year: int) -> YearLine:
    """Return the year that somebody wants to keep, or to stop keeping."""
    return _asked(actor, HOLD_YEAR, year)


def year_to_end(actor: Actor, year: int) -> YearLine:
    """Return the year that somebody wants to end."""
    return _asked(actor, AGREE_YEAR_END, year)


def waits_for_another(actor: Actor, line: YearLine) -> bool:
    """Return whether the actor proposed the end of the year, so that somebody else confirms it."""
    return bool(line.end and not line.agreed and line.end.proposed_by_id == actor.user_id)


def year_line(year: int) -> YearLine | None:
    """Return one year of the trail that has not ended; None if there is no such year."""
    return next((one for one in _lines() if one.year == year and not one.ended_at), None)


def _asked(actor: Actor, permission: Permission, year: int) -> YearLine:
    expect(actor, permission)
    line = year_line(year)
    if line is None:
        raise Refused(Reason.NOTHING_THERE, permission.event)
    require(actor, SEE_YEARS)
    return line


def _lines() -> list[YearLine]:
    standing = YearHold.objects.filter(lifted_at=None).select_related("set_by")
    agreed = YearEnd.objects.filter(withdrawn_at=None)
    holds = {one.year: one for one in standing}
    ends = {one.year: one for one in agreed.select_related("proposed_by", "confirmed_by")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM trail_years(%s)", [settings.TRAIL_YEARS])
        return [
            YearLine(year, due, holds.get(year), ends.get(year), ended_at, entries)
            for year, due, ended_at, entries in cursor.fetchall()
        ]
