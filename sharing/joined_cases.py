"""Which cases are read as one. `sharing` knows no case, so whoever does says it here once, at
start: a wall round one of them is a wall round all, and an agency that reads one reads all."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass
class _Said:
    joined: Callable[[UUID], set[UUID]] = lambda case_id: set()
    protected_since_attached: Callable[[UUID], bool] = lambda attachment_id: True


_said = _Said()


def say(
    joined: Callable[[UUID], set[UUID]], protected_since_attached: Callable[[UUID], bool]
) -> None:
    """Cases are joined so from now on, and that is said of a file that is not submitted yet."""
    _said.joined, _said.protected_since_attached = joined, protected_since_attached


def with_joined(case_id: UUID) -> set[UUID]:
    """Return the case and all that are joined to it, whichever of them was joined to which."""
    return {case_id} | _said.joined(case_id)


def protected_since_attached(attachment_id: UUID) -> bool:
    """Return whether anything is protected from readers of this file by now with which it was not
    compared when it was attached, as far as whoever attached it may read that."""
    return _said.protected_since_attached(attachment_id)
