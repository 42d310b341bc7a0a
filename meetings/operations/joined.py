"""Where what is new about a referral that was joined to a case is written."""

from uuid import UUID

from meetings.models import Case
from sharing.access import may, perform
from sharing.actor import Actor
from sharing.permissions import Permission


def written_to(*, actor: Actor, permission: Permission, case_id: UUID, heard: Case) -> UUID:
    """Return to which case is written what is said of this one, which was opened before: to that as
    which it is heard, noted as changed, or to itself by who may only follow that."""
    if heard.pk == case_id or not may(actor, permission, heard.pk).allowed:
        return case_id
    perform(actor, permission, heard.pk)
    return heard.pk
