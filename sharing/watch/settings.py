"""How an area watches: by its own rules, and else as the portal proposes."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sharing.models import Watched, WatchRule


@dataclass(frozen=True)
class Setting:
    """An alert is raised when one person does it `number` times within `minutes`."""

    on: bool = True
    number: int = 1
    minutes: int = 60

    @property
    def within(self) -> timedelta:
        return timedelta(minutes=self.minutes)


PROPOSED: dict[Watched, Setting] = {one: Setting() for one in Watched} | {
    Watched.MANY_CASES: Setting(number=12, minutes=10),
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
