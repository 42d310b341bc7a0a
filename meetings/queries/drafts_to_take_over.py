"""Drafts of an agency's referrals whose authors are gone: nothing of them but reference and days."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from meetings import permissions as may
from sharing.access import require
from sharing.actor import Actor
from sharing.work import current


@dataclass(frozen=True)
class DraftToTakeOver:
    case_id: UUID
    reference: str
    begun_at: datetime
    left_until: date | None  # thrown away on, where the agency was told of it already


def drafts_to_take_over(actor: Actor) -> list[DraftToTakeOver]:
    """Return the drafts that somebody began for the actor's agency who is there no more, for who may
    go on with them."""
    require(actor, may.TAKE_OVER_DRAFTS)
    found = without_author()
    current().cases.update(one.case_id for one in found)
    return found


def without_author() -> list[DraftToTakeOver]:
    """Return those that the database tells the acting person of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, reference, begun_at, left_until FROM drafts_to_take_over()"
            " ORDER BY begun_at, reference"
        )
        return [DraftToTakeOver(*row) for row in cursor.fetchall()]
