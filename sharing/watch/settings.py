"""How an area watches: by its own rules, and else as the portal proposes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sharing.codes import Watched
from sharing.models import WatchRule


@dataclass(frozen=True)
class Setting:
    """An alert is raised when one person does it `number` times within `minutes`."""

    on: bool = True
    number: int = 1
    minutes: int = 60

    @property
    def within(self) -> timedelta:
        return timedelta(minutes=self.minutes)


# Of these it counts different cases that the events name, and not events.
BY_CASES = {Watched.SEARCHES}
PROPOSED: dict[Watched, Setting] = {one: Setting() for one in Watched} | {
    Watched.MANY_CASES: Setting(number=12, minutes=10),
    # A search may show fifty: who looks for a few names finds fewer that are on none of their lists.
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
    """Return how much of what is watched events are, by the cases that each of them names."""
    if watched in BY_CASES:
        return len({case for named in cases for case in named})
    return len(cases)
