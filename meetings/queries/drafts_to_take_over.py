"""Drafts of an agency's referrals whose authors have gone: only their references and days."""

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
    left_until: date | None  # the day on which it is thrown away, once the agency was told


def drafts_to_take_over(actor: Actor) -> list[DraftToTakeOver]:
    """Return the drafts of the actor's agency whose authors have gone, for somebody who may go on
    with them."""
    require(actor, may.TAKE_OVER_DRAFTS)
    found = without_author()
    current().cases.update(one.case_id for one in found)
    return found


def without_author() -> list[DraftToTakeOver]:
    """Return the drafts of which the database tells the acting person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, reference, begun_at, left_until FROM drafts_to_take_over()"
            " ORDER BY begun_at, reference"
        )
        return [DraftToTakeOver(*row) for row in cursor.fetchall()]
