"""Two people on one row: a lock, then the version that was read. `queryset.update()` would skip
history, so the row is locked, checked and saved."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from sharing.queries.changed_by import maker_of
from sharing.rules import Overtaken

Row = TypeVar("Row", bound=Model)


def lock(
    model: type[Row], pk: UUID, *, version: int | None = None, fields: tuple[str, ...] = ()
) -> Row:
    """Return the row, locked until the unit ends.

    Raises `Overtaken`, with the present values of `fields`, if it is no longer the version read."""
    # The row is named, and its caller went through the door: past the guard of its manager.
    row = model._base_manager.select_for_update(of=("self",)).get(pk=pk)
    if version is not None:
        newest = row.serializable_value("version")
        if newest != version:
            theirs = {name: getattr(row, name) for name in fields}
            raise Overtaken(theirs, newest, maker_of(row))
    return row
