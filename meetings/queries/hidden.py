"""Rows that the actor asked for by identifier and does not see."""

from collections.abc import Collection
from uuid import UUID, uuid4

from django.db import connection

from sharing import access
from sharing.actor import Actor
from sharing.events import Event
from sharing.permissions import Permission
from sharing.reasons import STRANGER, Reason
from sharing.work import Refused


def refusal(actor: Actor, permission: Permission, row_id: UUID, event: Event) -> Refused:
    """Return the refusal of an action, request or item that does not exist for the actor. The trail
    records the case behind it and the reason. The actor learns neither, nor whether there is such a
    row: the number of queries is the same if there is none."""
    case_id = cases_behind([row_id]).get(row_id)
    reason = access.may(actor, permission, case_id or uuid4()).reason
    if case_id is None or reason not in STRANGER:
        reason = Reason.NOTHING_THERE
    return Refused(reason, event, case_id)


def cases_behind(rows: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Return the case of each row that belongs to one; None for an alert about no case. The result
    is for the door alone and must never be shown."""
    # The wall hides the row and with it its case, so only the database can say.
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, case_id FROM cases_behind(%s::uuid[])", [list(rows)])
        return dict(cursor.fetchall())
