"""What the door decides on: the scope of a case. It is read past the wall, so that a refused
attempt can be recorded too."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from django.db import connection

from sharing.codes import Sensitivity


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a scope says, as far as a decision needs it. An unknown identifier gives a scope of no
    area, which nobody may see."""

    id: UUID
    version: int = 0
    area_id: UUID | None = None
    owner_agency_id: UUID | None = None
    search_circulation: frozenset[UUID] = frozenset()
    full_circulation: frozenset[UUID] = frozenset()
    referred_by: frozenset[UUID] = frozenset()
    walled: frozenset[UUID] = frozenset()
    # Who was let in by break-glass: by seat, the moment at which it ends.
    admitted: Mapping[UUID, datetime] = field(default_factory=dict)
    sensitivity: str = Sensitivity.NORMAL
    frozen: bool = False

    @classmethod
    def read(
        cls,
        *,
        search_circulation: Iterable[UUID],
        full_circulation: Iterable[UUID],
        referred_by: Iterable[UUID],
        walled: Iterable[UUID],
        admitted: str,
        **others: Any,
    ) -> Self:
        """Return the facts in a row of `scope_of`, whose columns are passed by name."""
        return cls(
            search_circulation=frozenset(search_circulation),
            full_circulation=frozenset(full_circulation),
            referred_by=frozenset(referred_by),
            walled=frozenset(walled),
            admitted={
                UUID(seat): datetime.fromtimestamp(second, UTC)
                for seat, second in json.loads(admitted).items()
            },
            **others,
        )


def facts_of(scope_id: UUID) -> Facts:
    """Return the facts of one scope; those of no area if there is none."""
    return facts_of_all([scope_id])[scope_id]


def facts_of_all(scope_ids: Collection[UUID]) -> dict[UUID, Facts]:
    """Return the facts of each of these scopes, read in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one AS id, said.* FROM unnest(%s::uuid[]) AS one, scope_of(one) AS said",
            [list(scope_ids)],
        )
        names = [column.name for column in cursor.description]
        rows = [Facts.read(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    found = {facts.id: facts for facts in rows}
    return {one: found.get(one) or Facts(id=one) for one in scope_ids}
