"""Following up: what became of the actions, and what has happened since."""

from datetime import date
from uuid import UUID

from meetings import permissions as may
from meetings.models import ENDED, Action, ActionState, ActionUpdate, Case, Development
from meetings.notices import tell_keepers_of_development, tell_of_development
from meetings.operations.joined import written_to
from meetings.queries.follow_up import case_of, check_own
from meetings.queries.joined import heard_as
from meetings.queries.paces import paces_of
from meetings.queries.reminders import open_actions, wanted_actions
from meetings.reminders import known_to_somebody, tell_of_actions
from meetings.rules.follow_up import check_development, check_update, to_say
from sharing import clock
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.history import save_all
from sharing.models import Agency
from sharing.operations.locking import lock


def update_action(
    *,
    actor: Actor,
    action_id: UUID,
    state: str,
    note: str,
    ended_on: date | None = None,
    version: int | None = None,
) -> Action:
    """The action has this state, and its agency's words about it are kept."""
    event = may.ACTION_ENDED if state in ENDED else may.UPDATE_ACTION.event
    work = perform(actor, may.UPDATE_ACTION, case_of(actor, action_id, event), event=event)
    action = lock(Action, action_id, version=version, fields=("state", "result", "ended_on"))
    check_own(actor, action, event)
    stage = Case.objects.only("stage").get(pk=action.scope_id).stage
    action.ended_on = check_update(
        stage=stage,
        saying=to_say(state=action.state, before_meeting=action.before_meeting),
        state=state,
        note=note,
        ended_on=ended_on,
        recorded_on=clock.day(action.recorded_at),
        today=clock.today(),
    )
    action.state, action.result = ActionState(state), note.strip()
    action.version += 1
    action.save()
    ActionUpdate.objects.create(
        scope_id=action.scope_id,
        action=action,
        state=action.state,
        note=action.result,
        author_id=actor.person_id,
        updated_at=clock.now(),
    )
    work.items.add(action.pk)
    return action


def remind_of_actions(*, actor: Actor, agency_id: UUID) -> None:
    """The agency is reminded of the actions that are due for a reminder today, each once, as far as
    somebody there may know of the case."""
    expect(actor, may.REMIND_OF_ACTIONS)
    agency = Agency.objects.select_related("area").get(pk=agency_id)
    actions = open_actions(actor).filter(agency=agency)
    paces = paces_of(agency.area)
    locked = actions.select_for_update(of=("self",)).order_by("pk")
    wanted = wanted_actions(locked, paces.actions) if paces else []
    known = known_to_somebody(agency_id, {action.scope_id for action in wanted})
    wanted = [action for action in wanted if action.scope_id in known]
    if not wanted:
        return
    work = perform(actor, may.REMIND_OF_ACTIONS)
    for action in wanted:
        action.reminded_at = clock.now()
        work.cases.add(action.scope_id)
    save_all(wanted, ["reminded_at"])
    work.recipient_id = agency_id
    tell_of_actions(agency_id, [action.pk for action in wanted])


def add_development(
    *, actor: Actor, case_id: UUID, kind: str, happened_on: date, text: str
) -> Development:
    """Everybody on full circulation can read of a new incident or order, and is told with the
    coordinators and chairs of the area. After an incident no earlier way of contact is trusted. On
    a joined referral, the development is written to the case that it was joined to, because nobody
    looks at the referral any longer. Somebody who may only follow that case adds it to their own
    referral, and the case shows it too."""
    work = perform(actor, may.ADD_DEVELOPMENT, case_id)
    case = heard_as(case_id)
    becomes = written_to(actor=actor, permission=may.ADD_DEVELOPMENT, case_id=case_id, heard=case)
    check_development(stage=case.stage, kind=kind, happened_on=happened_on, today=clock.today())
    development = Development.objects.create(
        scope_id=becomes,
        kind=kind,
        happened_on=happened_on,
        text=text.strip(),
        agency_id=actor.agency_id,
        author_id=actor.person_id,
        added_at=clock.now(),
    )
    work.items.add(development.pk)
    told = work.facts(case.pk).full_circulation - {actor.agency_id}
    tell_of_development(case.pk, told)
    tell_keepers_of_development(case.pk, actor.area_id, actor.person_id)
    return development
