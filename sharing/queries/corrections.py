"""Corrections of something that somebody had read, and who has acknowledged them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sharing.models import Item


@dataclass(frozen=True)
class ToAcknowledge:
    """One thing that somebody read and that is no longer so. `now_id` is its replacement, if they
    may read that."""

    versions: list[UUID]  # all that they read in this place, and have not acknowledged
    read_at: datetime
    corrected_at: datetime
    now_id: UUID | None

    @property
    def id(self) -> UUID:
        return self.versions[0]


@dataclass(frozen=True)
class Correction(ToAcknowledge):
    """The same for an item. `before` is the version that they read last; its text is there only if
    they may read its replacement."""

    before: Item


@dataclass(frozen=True)
class AcknowledgedBy:
    """One corrected thing with the number of people of an agency who had read it, and of those who
    have yet to acknowledge the correction."""

    owner_id: UUID
    corrected_at: datetime
    agency_id: UUID
    readers: int
    waiting: int


@dataclass(frozen=True)
class Acknowledged(AcknowledgedBy):
    """The same for an item."""

    item_id: UUID
    place: int


def corrections_waiting(case_ids: Collection[UUID]) -> list[Correction]:
    """Return the corrections in these cases of what the actor has read and has yet to acknowledge,
    by case, the latest first."""
    rows = rows_of("SELECT * FROM corrections_waiting(%s::uuid[])", list(case_ids))
    rows.sort(key=lambda row: (row["corrected_at"], row["item_id"]), reverse=True)
    places: dict[tuple[UUID, UUID, int], list[dict[str, Any]]] = {}
    for row in rows:
        key = (row["case_id"], row["agency_id"], row["place"])
        places.setdefault(key, []).append(row)
    return [_correction(versions) for versions in places.values()]


def acknowledged(case_id: UUID) -> list[Acknowledged]:
    """Return who has acknowledged the corrections of the actor's own agency's items and, for a
    reader of the case's trail, of what was shared. It names agencies, never a person who has no
    access."""
    rows = rows_of("SELECT * FROM acknowledgements(%s)", case_id)
    return sorted(
        (Acknowledged(**row) for row in rows),
        key=lambda one: (one.corrected_at, one.item_id),
        reverse=True,
    )


def _correction(versions: list[dict[str, Any]]) -> Correction:
    last = versions[0]
    said = ("nature", "about_id", "source", "period", "subject")
    before = Item(
        pk=last["item_id"],
        scope_id=last["case_id"],
        agency_id=last["agency_id"],
        position=last["place"],
        text=last["text"] or "",
        **({name: last[name] for name in said} if last["now_id"] else {}),
    )
    return Correction(
        versions=[row["item_id"] for row in versions],
        read_at=last["read_at"],
        corrected_at=last["corrected_at"],
        now_id=last["now_id"],
        before=before,
    )


def rows_of(statement: str, argument: UUID | list[UUID]) -> list[dict[str, Any]]:
    """Return the rows of a database function, each by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [argument])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
