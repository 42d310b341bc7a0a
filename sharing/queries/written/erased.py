"""The proof that a row of the past was emptied by an erasure: an event of its case says so, and the
row is as that event left it. `sharing/sql/erasures.sql` erases, docs/trail-format.md has the
form."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, JSONField

from sharing.queries.written.findings import ask
from sharing.written import Written, digest_of_left, erasable, key_of


@dataclass
class Erasure:
    """The events of the retention about an event with erased values. The leads of `cases` read of
    the erasure."""

    items: set[UUID] = field(default_factory=set)
    cases: set[UUID] = field(default_factory=set)

    def leaves(self, event_id: UUID, rows: str) -> bool:
        """Return whether the list is as the erasure left it."""
        return name_of_list(event_id, rows) in self.items


_ERASURES = """
SELECT e.items, ARRAY(
    SELECT s.id FROM sharing_scope s WHERE s.id = ANY (e.cases) AND s.area_id = ANY (e.areas)
)
FROM erasures_of(%s::uuid[]) o
JOIN audit_event e ON e.recorded_at = o.recorded_at AND e.id = o.id
WHERE e.user_id IS NULL AND e.outcome = 'allowed' AND 'values_erased' = ANY (e.also)
"""


def erasures(events: Collection[UUID]) -> dict[UUID, Erasure]:
    """Return those of these events with erased values, each with its erasure."""
    found: dict[UUID, Erasure] = {}
    for items, cases in ask(_ERASURES, [list(events)]) if events else []:
        for event_id in set(items) & set(events):
            erasure = found.setdefault(event_id, Erasure())
            erasure.items.update(items)
            erasure.cases.update(cases)
    return found


def name_of_list(event_id: UUID, rows: str) -> UUID:
    """Return the name that an erasing event gives to the list of another event, as it left it."""
    return UUID(bytes=sha256(f"{event_id}\n{rows}".encode()).digest()[:16])


def is_left_empty(row: Any, erasure: Erasure | None, listed: Written) -> bool:
    """Return whether the row is as an erasure left it: named as the same row, empty, otherwise as
    it was written, and of a case that is told of the erasure."""
    case_id = getattr(row, "scope_id", None)
    if erasure is None or (case_id and case_id not in erasure.cases):
        return False
    if listed.of != key_of(row)[1] or not is_empty(row, listed.fields):
        return False
    return digest_of_left(row, listed.left) == listed.digest_of_left


def is_empty(row: Any, fields: Sequence[str]) -> bool:
    """Return whether these columns hold nothing, as far as they can be erased."""
    erased = [one for one in erasable(type(row)) if one.attname in fields]
    return bool(erased) and all(getattr(row, one.attname) == empty_value(one) for one in erased)


def empty_value(one: Field) -> Any:
    if one.null:
        return None
    if isinstance(one, ArrayField):
        return []
    return {} if isinstance(one, JSONField) else ""
