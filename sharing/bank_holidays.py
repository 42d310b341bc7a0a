"""Bank holidays of a part of the United Kingdom, and the days on which an area does not work."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

import holidays

from sharing.models import Area


@lru_cache
def bank_holidays(subdivision: str) -> Container[date]:
    """Return the bank holidays of England ("ENG") or Wales ("WLS"), of any year."""
    return holidays.country_holidays("GB", subdiv=subdivision)


@dataclass(frozen=True)
class DaysOff:
    """The bank holidays of an area, but for those on which it works, and its own closures."""

    bank: Container[date]
    closed: frozenset[date]
    worked: frozenset[date]

    def __contains__(self, day: object) -> bool:
        on = cast(date, day)
        return on in self.closed or (on in self.bank and on not in self.worked)


def days_off(area: Area) -> DaysOff:
    """Return the days beside weekends on which nobody of the area works."""
    bank = bank_holidays(area.holidays)
    return DaysOff(bank, frozenset(area.closed_on), frozenset(area.worked_on))
