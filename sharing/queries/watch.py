"""What an area watches for and when its agencies work, for somebody who sets it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sharing.access import expect
from sharing.actor import Actor
from sharing.models import Agency, Area, Watched, WatchMark, WatchRule
from sharing.permissions import SET_WATCH
from sharing.reasons import Reason
from sharing.watch.hours import Hours, hours_of_agency
from sharing.watch.settings import BY_CASES, PROPOSED, Setting
from sharing.work import Refused


@dataclass(frozen=True)
class RuleLine:
    """How the area watches for one thing. Version 0 is the portal's proposal."""

    watched: Watched
    setting: Setting
    version: int

    @property
    def by_cases(self) -> bool:
        """Return whether the rule counts different cases, and not how often somebody did it."""
        return self.watched in BY_CASES


@dataclass(frozen=True)
class HoursLine:
    """The working hours of one agency. Version 0 is the portal's proposal."""

    agency: Agency
    hours: Hours
    version: int


@dataclass(frozen=True)
class WatchSettings:
    """All settings of an area's watch."""

    rules: list[RuleLine]
    hours: list[HoursLine]
    alert_days: int


def watch_settings(actor: Actor) -> WatchSettings:
    """Return what the area watches for, and the working hours of each agency."""
    expect(actor, SET_WATCH)
    rows = {row.watched: row for row in WatchRule.objects.filter(area=actor.area_id)}
    agencies = Agency.objects.filter(area=actor.area_id).select_related("hours")
    return WatchSettings(
        [_rule_line(watched, rows.get(watched)) for watched in Watched],
        [_hours_line(agency) for agency in agencies],
        alert_days(actor),
    )


def alert_days(actor: Actor) -> int:
    """Return for how many days the area keeps alerts after a decision on them."""
    expect(actor, SET_WATCH)
    return Area.objects.values_list("alert_days", flat=True).get(pk=actor.area_id)


def rule_line(actor: Actor, watched: str) -> RuleLine:
    """Return how the area watches for one thing."""
    found = {line.watched.value: line for line in watch_settings(actor).rules}
    if watched not in found:
        raise Refused(Reason.NOTHING_THERE, SET_WATCH.event)
    return found[watched]


def hours_line(actor: Actor, agency_id: UUID) -> HoursLine:
    """Return the working hours of an agency of the area."""
    found = {line.agency.pk: line for line in watch_settings(actor).hours}
    if agency_id not in found:
        raise Refused(Reason.NOTHING_THERE, SET_WATCH.event)
    return found[agency_id]


def read_up_to() -> datetime | None:
    """Return the time up to which the watch has read the trail."""
    mark = WatchMark.objects.first()
    return mark.read_up_to if mark else None


def _rule_line(watched: Watched, row: WatchRule | None) -> RuleLine:
    if row is None:
        return RuleLine(watched, PROPOSED[watched], 0)
    return RuleLine(watched, Setting(row.on, row.number, row.minutes), row.version)


def _hours_line(agency: Agency) -> HoursLine:
    own = getattr(agency, "hours", None)
    return HoursLine(agency, hours_of_agency(agency), own.version if own else 0)
