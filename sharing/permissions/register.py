"""Everything that anyone can be allowed to do: who, with what sight of the case, and the event
that the trail shows for it. `docs/permissions.md` is drawn from here, and the tests use it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from sharing.events import Event
from sharing.roles import Role


class Sight(StrEnum):
    """How much of a case somebody must be able to see for a permission to count."""

    NO_CASE = "no case"  # about an area, a meeting or oneself
    EXISTENCE = "existence"  # that there is a case: the trail
    SEARCH = "search"  # names and birth dates, to look people up
    FULL = "full"


@dataclass(frozen=True)
class Permission:
    code: str
    words: str | Promise
    roles: frozenset[Role]
    sight: Sight
    event: Event
    changes: bool = False  # a frozen case refuses changes
    jobs: frozenset[str] = frozenset()


REGISTER: dict[str, Permission] = {}


def permission(
    code: str,
    words: str | Promise,
    *,
    roles: set[Role],
    sight: Sight,
    event: Event,
    changes: bool = False,
    jobs: set[str] | None = None,
) -> Permission:
    """Return a new permission, entered in the register."""
    if code in REGISTER:
        raise ValueError(f"The permission {code} is in the register already.")
    REGISTER[code] = Permission(
        code, words, frozenset(roles), sight, event, changes, frozenset(jobs or ())
    )
    return REGISTER[code]
