"""The findings of the comparison."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Wrong(TextChoices):
    CHANGED = "changed", _("Changed: the past of a row is not what was written")
    REMOVED = "removed", _("Removed: the past of a row, or the row itself, is not there")
    INSERTED = "inserted", _("Inserted: no event says that it was written")
    DIFFERS = "differs", _("Differs: a row holds something else than was last written to it")
    LIST = "list", _("The list of what an event wrote was altered or removed")


@dataclass(frozen=True)
class Finding:
    """One mismatch. `row` is the key in the table, `of` the row that it is the past of."""

    wrong: Wrong
    table: str
    row: str
    of: str
    event_id: UUID | None = None
    case_id: UUID | None = None


@dataclass
class Looked:
    """The result of one batch. The next batch begins at `last`, None after the last."""

    looked_at: int
    unproved: int = 0
    findings: list[Finding] = field(default_factory=list)
    last: Any = None


_REMOVED = """
SELECT DISTINCT named::text FROM audit_event e CROSS JOIN unnest(e.items) AS named
WHERE e.user_id IS NULL AND e.outcome = 'allowed' AND named = ANY (%s::uuid[])
  AND e.role = 'purge' AND e.code = 'expired_removed'
"""


# Which event `e` a list `w` is of. Events are found by their time: one statement wrote both, one
# after the other, once it had waited for what it had to.
OF_LIST = """e.id = w.event_id
    AND e.recorded_at > w.written_at - interval '1 minute'
    AND e.recorded_at < w.written_at + interval '1 minute'"""


def said_to_be_removed(rows: Collection[str]) -> set[str]:
    """Return those of these rows that an event says were removed when their time was over."""
    return {name for (name,) in ask(_REMOVED, [list(rows)])} if rows else set()


def ask(statement: str, values: list[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
