"""Reading: each function decides, records what it shows, and returns rows of one actor."""

from uuid import UUID

from meetings import permissions as may
from meetings.models import Case
from sharing.access import require
from sharing.actor import Actor
from sharing.permissions import Permission


def open_case(actor: Actor, case_id: UUID, permission: Permission = may.VIEW_CASE) -> Case:
    """Return the case, noted as read; raises `Refused` for whom it is not there."""
    require(actor, permission, case_id)
    return Case.objects.select_related("meeting", "protocol").get(pk=case_id)
