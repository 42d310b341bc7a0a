"""Which case an address of the portal is about, whatever of the case names it. `sharing` knows no
case, so whoever does says it here once, at start."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import Resolver404, resolve

# By what an address names a case or something of one, the case first.
OF_A_CASE = [
    "case_id", "item_id", "file_id", "party_id", "address_id", "conflict_id", "access_id",
    "alert_id",
]  # fmt: skip

IDENTIFIER = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class _Said:
    names: list[str] = field(default_factory=lambda: list(OF_A_CASE))
    behind: Callable[[Collection[UUID]], dict[UUID, UUID | None]] = lambda rows: {}


_said = _Said()


def say(
    *, names: Collection[str], behind: Callable[[Collection[UUID]], dict[UUID, UUID | None]]
) -> None:
    """By these names, too, something of a case stands in an address; and the case behind each such
    row, also one out of sight, is found so from now on."""
    _said.names, _said.behind = [*OF_A_CASE, *names], behind


def cases_at(paths: Collection[str]) -> dict[str, UUID | None]:
    """Return of each address the case that it is about, also one out of sight, or nothing where it
    is about none. Where nothing has that identifier it comes back as it stands: as a case that
    is not there, from which one out of sight must not be told."""
    rows = {path: _row_at(path) for path in paths}
    named = {row for row in rows.values() if row}
    behind = _said.behind(named) if named else {}
    return {path: behind.get(row, row) if row else None for path, row in rows.items()}


def cases_named(words: Collection[str]) -> set[UUID]:
    """Return the cases behind the identifiers that stand anywhere in these words, also those out of
    sight; of what hangs on no case its own identifier, under which there is no case."""
    rows = {UUID(found.group()) for one in words for found in IDENTIFIER.finditer(one)}
    behind = _said.behind(rows) if rows else {}
    return {case for row in rows if (case := behind.get(row, row))}


def _row_at(path: str) -> UUID | None:
    try:
        found = resolve(path.partition("?")[0]).kwargs
    except Resolver404:
        return None
    return next((found[name] for name in _said.names if name in found), None)
