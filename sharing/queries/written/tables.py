"""The tables that hold a past, their present tables, and their rows in batches."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from sharing.models import Scope, ScopeVersion
from sharing.queries.written.findings import ask

BATCH = 500  # rows, or events, in one unit of work


def pasts() -> list[type[Model]]:
    """Return the tables of the past: the histories, and the versions of scopes."""
    histories = (model for model in apps.get_models() if hasattr(model, "instance_type"))
    return [ScopeVersion, *histories]


def presents() -> list[type[Model]]:
    """Return the tables whose past is kept."""
    return [present_of(model) for model in pasts()]


_HOLDS = "(SELECT 'TABLE' FROM TABLE LIMIT 1)"


def holding(models: Sequence[type[Model]]) -> list[type[Model]]:
    """Return those of these tables that hold any row. Many of a young area hold none."""
    each = (_HOLDS.replace("TABLE", model._meta.db_table) for model in models)
    held = {table for (table,) in ask(" UNION ALL ".join(each), [])}
    return [model for model in models if model._meta.db_table in held]


def present_of(past: Any) -> type[Model]:
    """Return the table that this past is of."""
    present: type[Model] = Scope if past is ScopeVersion else past.instance_type
    return present


def batch(model: type[Model], after: UUID | None) -> list[Any]:
    """Return the next rows in the order of their keys."""
    rows = model._base_manager.order_by("pk")
    return list((rows.filter(pk__gt=after) if after else rows)[:BATCH])


def last_of(rows: Sequence[Any]) -> UUID | None:
    """Return the key after which the next batch begins, or None after the last batch."""
    return rows[-1].pk if len(rows) == BATCH else None
