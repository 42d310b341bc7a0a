"""Rows of a case are read for named cases or through `visible_to`: any other read raises
`NotScoped`.

This stops a forgotten filter before the database's wall has to. The door decides whether the actor
may see the named cases, and the wall enforces it. `docs/decisions/0019-named-cases.md` says what
counts as naming a case."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.lookups import Exact, In, Lookup
from django.db.models.sql import Query
from django.db.models.sql.where import AND, NothingNode, WhereNode

from sharing.work import current

SCOPE = "sharing.Scope"
WHY = "unscoped_because"

# The reason of a query that reads a row by its own identifier in order to ask the door about its
# case.
FOR_THE_DOOR = "of which case the named row is, for the door to decide"


class NotScoped(RuntimeError):
    """A query would read rows of every case that the database shows."""


class AreaOfActor(UUID):
    """The area in a filter that `visible_to` made, so that a queryset can recognise that filter."""


class ScopedReads(models.QuerySet):
    """A queryset that raises `NotScoped` when it is about to read rows of cases and names no
    case."""

    def unscoped(self, why: str) -> Self:
        """Return the rows whatever their case. The reason must hold for every actor; a test lists
        all reasons."""
        rows = self.all()
        setattr(rows.query, WHY, why)  # queries made from this one inherit it
        return rows

    def _check(self) -> None:
        if not hangs_on_case(self.model) or _is_scoped(self.query, _key_in_hand(self)):
            return
        if not _job_acts():
            raise NotScoped(f"{self.model._meta.label}: name the cases, or filter by visible_to.")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        if self._result_cache is None:
            self._check()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)


@cache
def hangs_on_case(model: type[models.Model]) -> bool:
    """Return whether rows of this table or history belong to a case."""
    try:
        remote = model._meta.get_field("scope").related_model
    except FieldDoesNotExist:
        return model._meta.label == SCOPE
    return remote is not None and remote._meta.label == SCOPE


def _job_acts() -> bool:
    """Return whether a job of the portal acts; a job may read every case of every area."""
    return bool(current().actor.job)


def _key_in_hand(rows: models.QuerySet) -> Any:
    """Return the key of the row that a related manager starts from if that row belongs to a case,
    else None.

    A case itself is left out: rows that refer to it may belong to another case, such as one joined
    to it."""
    row: models.Model | None = getattr(rows, "_hints", {}).get("instance")
    if row is None or not hangs_on_case(type(row)) or row._meta.pk.name == "scope":
        return None
    return row.pk


def _is_scoped(query: Query, in_hand: Any = None) -> bool:
    if hasattr(query, WHY):
        return True
    if query.combined_queries:
        return all(_is_scoped(one, in_hand) for one in query.combined_queries)
    return _narrows(query.where, in_hand)


def _narrows(node: Any, in_hand: Any) -> bool:
    """Return whether a condition leaves only rows of named or visible cases."""
    if isinstance(node, NothingNode):
        return True
    if isinstance(node, WhereNode):
        if node.negated:
            return False
        parts = (_narrows(one, in_hand) for one in node.children)
        return any(parts) if node.connector == AND else bool(node.children) and all(parts)
    return isinstance(node, Exact | In) and _names_cases(node, in_hand)


def _names_cases(lookup: Lookup, in_hand: Any) -> bool:
    named = lookup.rhs
    listed = isinstance(named, list | tuple | set | frozenset)
    if listed and not named:
        return True  # matches no row
    if in_hand is not None and (in_hand in named if listed else in_hand == named):
        return True
    target = getattr(lookup.lhs, "target", None)
    if target is None:
        return False
    label = target.model._meta.label
    if label == SCOPE and target.name == "area":
        return isinstance(named, AreaOfActor)
    # A case and its scope share one identifier.
    if target.name != "scope" and not (label == SCOPE and target.primary_key):
        return False
    # Cases that a subquery finds count as named if the subquery is scoped.
    return _is_scoped(named) if isinstance(named, Query) else not _is_expression(named)


def _is_expression(value: Any) -> bool:
    return hasattr(value, "resolve_expression")
