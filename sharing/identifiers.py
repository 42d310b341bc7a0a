"""Identifiers in the order of their making, for rows of which the newest counts: two of one day
would otherwise be told apart by chance."""

import secrets
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from sharing import clock

_made = count()  # tells those of one millisecond apart
_VERSION, _VARIANT = 0x7, 0x2


def in_time_order() -> UUID:
    """Return a new identifier (version 7 of RFC 9562), greater than those this process made."""
    milliseconds = int(clock.now().timestamp() * 1000)
    number = next(_made) % 2**42
    value = milliseconds << 80 | _VERSION << 76 | (number >> 30) << 64
    value |= _VARIANT << 62 | (number % 2**30) << 32 | secrets.randbits(32)
    return UUID(int=value)


def made_at(identifier: UUID) -> datetime | None:
    """Return when an identifier in time order was made; nothing of one that is random."""
    if identifier.version != _VERSION:
        return None
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC)
