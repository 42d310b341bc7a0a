"""What became of the actions, and what happened since."""

from datetime import timedelta
from uuid import uuid4

import pytest

from meetings.models import Action, ActionState, ActionUpdate, Case, Development, Stage
from meetings.operations.follow_up import add_development, update_action
from sharing import clock
from sharing.models import AuditEvent
from sharing.operations import circulation
from sharing.rules import Overtaken, RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.story import case_at


def newest_event():
    with as_owner():
        return AuditEvent.objects.order_by("recorded_at").last()


def action_of(cast, case, kind="police"):
    with unit_of_work(cast.actor("carys")):
        return Action.objects.get(scope_id=case.pk, agency=cast.agency(kind))


def do(operation, cast, name, **what):
    actor = cast.actor(name)
    with unit_of_work(actor):
        return operation(actor=actor, **what)


def wall_off(cast, case, name):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, walled=frozenset({cast.user(name).pk}))


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)


def test_it_works(cast, case):
    action = action_of(cast, case)
    do(
        update_action,
        cast,
        "petra",
        action_id=action.pk,
        state="completed",
        note="Disclosure made with her IDVA present.",
    )
    with unit_of_work(cast.actor("carys")):
        now = Action.objects.get(pk=action.pk)
        assert (now.state, now.ended_on, now.version) == ("completed", clock.today(), 2)
        assert now.result == "Disclosure made with her IDVA present."
        assert ActionUpdate.objects.get(action=action).author == cast.user("petra")


def test_what_is_in_progress_says_what_comes_next_and_ends_later(cast, case):
    action = action_of(cast, case)
    do(
        update_action,
        cast,
        "petra",
        action_id=action.pk,
        state="in_progress",
        note="Panel on Tuesday.",
        ended_on=clock.today(),
    )
    do(
        update_action,
        cast,
        "petra",
        action_id=action.pk,
        state="not_possible",
        note="Moved to another force area.",
        ended_on=clock.today() - timedelta(days=1),
    )
    with unit_of_work(cast.actor("carys")):
        now = Action.objects.get(pk=action.pk)
        assert (now.state, now.ended_on) == (
            ActionState.NOT_POSSIBLE,
            clock.today() - timedelta(days=1),
        )
        assert [one.state for one in ActionUpdate.objects.filter(action=action)] == [
            "in_progress",
            "not_possible",
        ]


def test_it_records_event(cast, case):
    action = action_of(cast, case)
    do(
        update_action,
        cast,
        "petra",
        action_id=action.pk,
        state="in_progress",
        note="Panel on Tuesday.",
    )
    event = newest_event()
    assert (event.code, event.cases, event.items) == ("action_updated", [case.pk], [action.pk])
    do(update_action, cast, "petra", action_id=action.pk, state="not_done", note="No officer free.")
    assert newest_event().code == "action_ended"


@pytest.mark.parametrize(
    ("state", "note", "field"),
    [("open", "x", "state"), ("completed", " ", "note"), ("not_done", "", "note")],
)
def test_an_update_says_how_it_stands_and_why(cast, case, state, note, field):
    with pytest.raises(RuleBroken) as broken:
        do(
            update_action,
            cast,
            "petra",
            action_id=action_of(cast, case).pk,
            state=state,
            note=note,
        )
    assert broken.value.field == field


def test_an_action_has_not_ended_tomorrow(cast, case):
    with pytest.raises(RuleBroken):
        do(
            update_action,
            cast,
            "petra",
            action_id=action_of(cast, case).pk,
            state="completed",
            note="Done.",
            ended_on=clock.today() + timedelta(days=1),
        )


def test_actions_of_a_closed_case_stay_as_they_are(cast, case):
    action = action_of(cast, case)
    with unit_of_work(cast.actor("carys")):
        row = Case.objects.get(pk=case.pk)
        row.stage = Stage.COMPLETE
        row.save()
    with pytest.raises(RuleBroken):
        do(update_action, cast, "petra", action_id=action.pk, state="completed", note="Done.")


def test_another_agency_updates_no_action_but_the_coordinator_any(cast, case):
    action = action_of(cast, case)
    with pytest.raises(Refused) as refused:
        do(update_action, cast, "rowan", action_id=action.pk, state="completed", note="Done.")
    assert refused.value.reason == "not_own_agency"
    do(update_action, cast, "carys", action_id=action.pk, state="completed", note="Told by phone.")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nia", "nothing_there"), ("hal", "nothing_there"), ("wren", "not_in_role")],
)
def test_it_refuses_strangers(cast, case, name, reason):
    action = action_of(cast, case)
    with pytest.raises(Refused) as refused:
        do(update_action, cast, name, action_id=action.pk, state="completed", note="Done.")
    assert refused.value.reason == reason


def test_it_refuses_conflict(cast, case):
    action = action_of(cast, case)
    wall_off(cast, case, "petra")
    with pytest.raises(Refused) as refused:
        do(update_action, cast, "petra", action_id=action.pk, state="completed", note="Done.")
    assert refused.value.reason == "nothing_there"
    assert newest_event().outcome == "refused"


def test_an_action_that_is_not_there_is_refused(cast, case):
    with pytest.raises(Refused):
        do(update_action, cast, "petra", action_id=uuid4(), state="completed", note="Done.")


def test_two_people_on_one_action(cast, case):
    action = action_of(cast, case)
    do(
        update_action,
        cast,
        "petra",
        action_id=action.pk,
        state="in_progress",
        note="Panel on Tuesday.",
        version=1,
    )
    with pytest.raises(Overtaken) as overtaken:
        do(
            update_action,
            cast,
            "petra",
            action_id=action.pk,
            state="completed",
            note="Done.",
            version=1,
        )
    assert overtaken.value.theirs["result"] == "Panel on Tuesday."


def test_a_new_incident_reaches_the_case(cast, case):
    do(
        add_development,
        cast,
        "rowan",
        case_id=case.pk,
        kind="incident",
        happened_on=clock.today(),
        text="Came to the door at night. ",
    )
    with unit_of_work(cast.actor("petra")):
        found = Development.objects.get(scope_id=case.pk)
        assert (found.text, found.agency_id) == (
            "Came to the door at night.",
            cast.agency("housing").pk,
        )
    event = newest_event()
    assert (event.code, event.items) == ("development_added", [found.pk])


def test_an_order_may_begin_later_an_incident_not(cast, case):
    tomorrow = clock.today() + timedelta(days=1)
    what = {"case_id": case.pk, "happened_on": tomorrow, "text": "Not to come near."}
    do(add_development, cast, "wren", kind="order", **what)
    with pytest.raises(RuleBroken) as broken:
        do(add_development, cast, "wren", kind="incident", **what)
    assert broken.value.field == "happened_on"


def test_a_draft_is_written_on_itself(cast):
    draft = case_at(cast, Stage.DRAFT)
    with pytest.raises(RuleBroken):
        do(
            add_development,
            cast,
            "wren",
            case_id=draft.pk,
            kind="order",
            happened_on=clock.today(),
            text="Bail.",
        )


@pytest.mark.parametrize(("name", "reason"), [("nia", "other_area"), ("hal", "off_circulation")])
def test_strangers_add_nothing(cast, case, name, reason):
    with pytest.raises(Refused) as refused:
        do(
            add_development,
            cast,
            name,
            case_id=case.pk,
            kind="order",
            happened_on=clock.today(),
            text="Bail.",
        )
    assert refused.value.reason == reason
