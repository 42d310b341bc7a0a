"""Which cases are read as one. `sharing` knows no case, so whoever does says it here once, at
start: a wall round one of them is a wall round all, and an agency that reads one reads all."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass
class _Said:
    joined: Callable[[UUID], set[UUID]] = lambda case_id: set()


_said = _Said()


def say(joined: Callable[[UUID], set[UUID]]) -> None:
    """Cases are joined so from now on."""
    _said.joined = joined


def with_joined(case_id: UUID) -> set[UUID]:
    """Return the case and all that are joined to it, whichever of them was joined to which."""
    return {case_id} | _said.joined(case_id)
