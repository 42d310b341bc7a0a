"""How an area watches: by its own rules, otherwise by the portal's defaults."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sharing.codes import Watched
from sharing.models import WatchRule


@dataclass(frozen=True)
class Setting:
    """The watch raises an alert when one person does a thing `number` times within `minutes`."""

    on: bool = True
    number: int = 1
    minutes: int = 60

    @property
    def within(self) -> timedelta:
        return timedelta(minutes=self.minutes)


# For these the watch counts distinct cases, not events.
BY_CASES = {Watched.SEARCHES}
PROPOSED: dict[Watched, Setting] = {one: Setting() for one in Watched} | {
    Watched.MANY_CASES: Setting(number=12, minutes=10),
    # One search may show fifty cases; looking for a few names finds fewer that are on none of their
    # lists.
    Watched.SEARCHES: Setting(number=15, minutes=60),
    Watched.REFUSALS: Setting(number=5, minutes=60),
    Watched.EXPORTS: Setting(number=5, minutes=60),
}


def settings_of(area_id: UUID) -> dict[Watched, Setting]:
    """Return how the area watches for each thing, in one query."""
    rows = WatchRule.objects.filter(area=area_id)
    own = {Watched(row.watched): Setting(row.on, row.number, row.minutes) for row in rows}
    return PROPOSED | own


def setting_of(area_id: UUID, watched: Watched) -> Setting:
    """Return how the area watches for one thing."""
    row = WatchRule.objects.filter(area=area_id, watched=watched).first()
    return Setting(row.on, row.number, row.minutes) if row else PROPOSED[watched]


def amount_of(watched: Watched, cases: Sequence[Collection[UUID]]) -> int:
    """Return how many events there are, or how many distinct cases where the watch counts cases.
    `cases` holds the cases that each event names."""
    if watched in BY_CASES:
        return len({case for named in cases for case in named})
    return len(cases)
