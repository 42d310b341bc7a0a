"""Bank holidays of a part of the United Kingdom."""

from collections.abc import Container
from datetime import date
from functools import lru_cache

import holidays


@lru_cache
def bank_holidays(subdivision: str) -> Container[date]:
    """Return the bank holidays of England ("ENG") or Wales ("WLS"), of any year."""
    return holidays.country_holidays("GB", subdiv=subdivision)
