"""One action, for the page that records its progress."""

from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Action, ActionUpdate
from meetings.queries.case import open_case
from meetings.queries.case_bar import CaseBar, case_bar
from meetings.queries.follow_up.rows import Row, holidays_of, rows_of, with_case
from meetings.queries.hidden import refusal
from sharing.actor import Actor
from sharing.events import Event
from sharing.reasons import Reason
from sharing.scoping import FOR_THE_DOOR
from sharing.work import Refused, current


def case_of(actor: Actor, action_id: UUID, event: Event) -> UUID:
    """Return the case of an action, for the door to decide on."""
    found = Action.objects.unscoped(FOR_THE_DOOR).filter(pk=action_id)
    case_id = found.values_list("scope_id", flat=True).first()
    if case_id is None:
        raise refusal(actor, may.UPDATE_ACTION, action_id, event)
    return case_id


def check_own(actor: Actor, action: Action, event: Event) -> None:
    """Refuse an actor who may see the case but not speak for the action's agency."""
    if actor.role not in may.KEEPERS and action.agency_id != actor.agency_id:
        raise Refused(Reason.NOT_OWN_AGENCY, event, action.scope_id)


@dataclass(frozen=True)
class ActionPage:
    """One action with its case, and what was recorded about it so far."""

    action: Action
    row: "Row"
    bar: CaseBar
    updates: list[ActionUpdate]


def action_page(actor: Actor, action_id: UUID) -> ActionPage:
    """Return an action that the actor may update, its case noted as read."""
    event = may.UPDATE_ACTION.event
    case = open_case(actor, case_of(actor, action_id, event), may.SEE_ACTIONS, may.UPDATE_ACTION)
    action = with_case(Action.objects.filter(scope_id=case.pk)).get(pk=action_id)
    check_own(actor, action, event)
    current().items.add(action_id)
    updates = ActionUpdate.objects.filter(scope_id=case.pk, action=action).select_related("author")
    return ActionPage(
        action, rows_of(actor, [action], holidays_of(actor))[0], case_bar(case), list(updates)
    )
