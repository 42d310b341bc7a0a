"""Actions and how they stand."""

from uuid import UUID

from meetings import permissions as may
from meetings.models import Action
from sharing import access
from sharing.actor import Actor
from sharing.events import Event
from sharing.reasons import Reason
from sharing.work import Refused


def case_of(action_id: UUID, event: Event) -> UUID:
    """Return which case an action belongs to, for the gate to decide on."""
    case_id = Action.objects.filter(pk=action_id).values_list("scope_id", flat=True).first()
    if case_id is None:
        raise Refused(Reason.NOTHING_THERE, event)
    return case_id


def check_own(actor: Actor, action: Action, event: Event) -> None:
    """Refuse whoever may see the case but not speak for this action's agency."""
    if actor.role not in may.KEEPERS and action.agency_id != actor.agency_id:
        raise Refused(Reason.NOT_OWN_AGENCY, event, action.scope_id)


def open_action(actor: Actor, action_id: UUID) -> Action:
    """Return an action that the actor may update, with its case noted as read."""
    event = may.UPDATE_ACTION.event
    case_id = case_of(action_id, event)
    access.require(actor, may.SEE_ACTIONS, case_id)
    access.expect(actor, may.UPDATE_ACTION, case_id)
    action = Action.objects.select_related("agency", "party").get(pk=action_id)
    check_own(actor, action, event)
    return action
