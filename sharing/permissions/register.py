"""The register of permissions. Each names its roles, the sight of a case that it needs, and the
event that goes on the trail. `docs/permissions.md` is drawn from the register, and the tests use
it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from sharing.events import Event
from sharing.roles import Role


class Sight(StrEnum):
    """How much of a case a person must be able to see before a permission counts."""

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
    """Return a new permission and enter it in the register. Raises `ValueError` if the code is
    there already."""
    if code in REGISTER:
        raise ValueError(f"The permission {code} is in the register already.")
    REGISTER[code] = Permission(
        code, words, frozenset(roles), sight, event, changes, frozenset(jobs or ())
    )
    return REGISTER[code]
