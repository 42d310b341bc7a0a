"""Which case takes what is new about a joined referral."""

from uuid import UUID

from meetings.models import Case
from sharing.access import may, perform
from sharing.actor import Actor
from sharing.permissions import Permission


def written_to(*, actor: Actor, permission: Permission, case_id: UUID, heard: Case) -> UUID:
    """Return the case to write to when somebody adds to this case, which they have opened: the case
    as which it is heard, noted as changed, or this case itself if they may only follow that one."""
    if heard.pk == case_id or not may(actor, permission, heard.pk).allowed:
        return case_id
    perform(actor, permission, heard.pk)
    return heard.pk
