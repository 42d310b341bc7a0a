"""The lists of what events wrote."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sharing.queries.written.erased import Erasure, erasures
from sharing.queries.written.findings import OF_LIST, ask
from sharing.written import Written, key_of, read_list


@dataclass(frozen=True)
class Told:
    """The rows that an event says it wrote, by table and key; none if the list is neither its own
    nor what an erasure left of it. And the time of the event."""

    rows: dict[tuple[str, str], Written]
    recorded: datetime
    occurred: datetime
    erasure: Erasure | None

    def of_row(self, row: Any) -> Written | None:
        return self.rows.get((row._meta.db_table, key_of(row)[0]))


# An event that wrote nothing has no list, whoever puts one there.
_LISTS = """
SELECT w.event_id, w.rows, e.wrote, e.recorded_at, e.occurred_at
FROM audit_written w LEFT JOIN audit_event e ON OF_LIST
WHERE w.event_id = ANY (%s::uuid[]) AND (e.id IS NULL OR e.wrote IS NOT NULL)
""".replace("OF_LIST", OF_LIST)


def lists_of(event_ids: Collection[UUID]) -> dict[UUID, Told]:
    """Return the lists of these events, without events that have none."""
    lists = ask(_LISTS, [list(event_ids)]) if event_ids else []
    erased = erasures([event_id for event_id, rows, wrote, *_ in lists if not is_of(rows, wrote)])
    return {
        event_id: _told(event_id, rows, wrote, times, erased.get(event_id))
        for event_id, rows, wrote, *times in lists
    }


def _told(
    event_id: UUID,
    rows: str,
    wrote: memoryview | None,
    times: list[datetime],
    erasure: Erasure | None,
) -> Told:
    named = rows_of(event_id, rows, wrote, erasure)
    return Told(named or {}, times[0], times[1], erasure)


def rows_of(
    event_id: UUID, rows: str | None, wrote: memoryview | None, erasure: Erasure | None
) -> dict[tuple[str, str], Written] | None:
    """Return what the list names, if it is one, and what the event says, or what an erasure left of
    it."""
    if not rows or not wrote:
        return None
    if is_of(rows, wrote):
        return read_list(rows)
    is_left = erasure is not None and erasure.leaves(event_id, rows)
    return read_list(rows, was_erased=True) if is_left else None


def is_of(rows: str | None, wrote: memoryview | None) -> bool:
    """Return whether the event has the hash of this list."""
    if rows is None or wrote is None:
        return False
    return sha256(rows.encode()).digest() == bytes(wrote)
