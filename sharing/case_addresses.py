"""Which case an address (URL) of the portal is about, whatever row of the case it names."""

import re
from collections.abc import Collection
from uuid import UUID

from django.urls import Resolver404, ResolverMatch, resolve

from sharing.flow import case_flow

# By what an address names a case or something of one, the case first.
OF_A_CASE = [
    "case_id", "item_id", "file_id", "party_id", "address_id", "conflict_id", "access_id",
    "alert_id",
]  # fmt: skip

IDENTIFIER = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def cases_at(paths: Collection[str]) -> dict[str, UUID | None]:
    """Return the case that each address is about, even one out of sight, or None. An unknown
    identifier is returned as it is, so that it looks like a hidden case."""
    rows = {path: _row_at(path) for path in paths}
    named = {row for row in rows.values() if row}
    behind = case_flow().cases_behind(named) if named else {}
    return {path: behind.get(row, row) if row else None for path, row in rows.items()}


def cases_named(words: Collection[str]) -> set[UUID]:
    """Return the cases behind the identifiers anywhere in these words, even cases out of sight. An
    unknown identifier is returned as it is. A row that belongs to no case gives none."""
    rows = {UUID(found.group()) for one in words for found in IDENTIFIER.finditer(one)}
    behind = case_flow().cases_behind(rows) if rows else {}
    return {case for row in rows if (case := behind.get(row, row))}


def match_of(path: str) -> ResolverMatch | None:
    """Return the view and the arguments that the address leads to, or None."""
    try:
        return resolve(path.partition("?")[0])
    except Resolver404:
        return None


def _row_at(path: str) -> UUID | None:
    match = match_of(path)
    found = match.kwargs if match else {}
    names = [*OF_A_CASE, *case_flow().address_arguments]
    return next((found[name] for name in names if name in found), None)
