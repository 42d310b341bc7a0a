"""The entries in an export of one case or one event: its own and, where personal parts were
erased, the events that erased them. Otherwise an outsider could not tell an erased part from a
missing one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sharing.seal.lines import COLUMNS, line

_OF_CASE = "SELECT * FROM entries_of_case(%s, %s)"
_OF_EVENT = """
SELECT l.sequence FROM audit_event e
JOIN seal_leaf l ON l.recorded_at = e.recorded_at AND l.event_id = e.id
WHERE e.id = %s AND l.sequence < %s
"""
_ERASED = """
SELECT e.id::text FROM seal_leaf l
JOIN audit_event e ON e.recorded_at = l.recorded_at AND e.id = l.event_id
WHERE l.sequence = ANY (%s) AND e.commitment IS NOT NULL
  AND NOT EXISTS (SELECT FROM sharing_auditdetail d WHERE d.event_id = e.id)
"""
# An event without a leaf in a trail of this size is not yet sealed.
_ERASURES = f"""
SELECT l.sequence, e.items::text[], {COLUMNS}
FROM erasures_of(%s::uuid[]) AS found
JOIN audit_event e ON e.recorded_at = found.recorded_at AND e.id = found.id
LEFT JOIN seal_leaf l ON l.recorded_at = e.recorded_at AND l.event_id = e.id AND l.sequence < %s
ORDER BY e.recorded_at, e.id
"""
# The function that notes the end of a year also writes its event.
_YEARS_ENDED = """
SELECT l.sequence FROM seal_ended d
JOIN audit_event e ON e.id = d.event_id
    AND e.recorded_at > d.ended_at - interval '1 minute'
    AND e.recorded_at < d.ended_at + interval '1 minute'
JOIN seal_leaf l ON l.recorded_at = e.recorded_at AND l.event_id = e.id
WHERE l.sequence < %s
"""


@dataclass(frozen=True)
class Chosen:
    """Entries by their place, and the lines of erasures that are not yet sealed."""

    entries: list[int]
    unsealed: list[bytes]


def chosen(
    cursor: Any, case_id: UUID | None, event_id: UUID | None, size: int, *, details: bool
) -> Chosen:
    """Return the entries of the case or event in a trail of that size; with `details`, also the
    events that erased their personal parts."""
    statement, wanted = (_OF_CASE, case_id) if case_id else (_OF_EVENT, event_id)
    entries = _column(cursor, statement, [str(wanted), size])
    erased = _column(cursor, _ERASED, [entries]) if details else []
    unsealed = []
    if erased:
        cursor.execute(_ERASURES, [erased, size])
        told = set[str]()
        for sequence, items, *values in cursor.fetchall():
            told.update(items)
            if sequence is None:
                unsealed.append(line(values))
            else:
                entries.append(sequence)
        if not told.issuperset(erased):
            # An erasing event may itself have ended with its year: these entries show which years
            # ended.
            entries += _column(cursor, _YEARS_ENDED, [size])
    return Chosen(sorted(set(entries)), unsealed)


def _column(cursor: Any, statement: str, values: list[Any]) -> list[Any]:
    cursor.execute(statement, values)
    return [value for (value,) in cursor.fetchall()]
