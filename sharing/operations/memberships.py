"""A person with several memberships acts under one at a time."""

from uuid import UUID

from sharing import sessions
from sharing.actor import Actor
from sharing.events import MEMBERSHIP_CHOSEN
from sharing.http import Request
from sharing.queries.memberships import memberships_of
from sharing.reasons import Reason
from sharing.work import Refused, current


def choose(*, actor: Actor, request: Request, membership_id: UUID) -> None:
    """The person acts under this membership from their next request on."""
    if membership_id not in {one.pk for one in memberships_of(actor.user_id)}:
        raise Refused(Reason.NO_MEMBERSHIP, MEMBERSHIP_CHOSEN)
    sessions.act_under(request, membership_id)
    current().note(MEMBERSHIP_CHOSEN, items=[membership_id], changing=True)
