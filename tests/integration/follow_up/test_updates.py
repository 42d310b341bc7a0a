"""An agency says how its action stands."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Action, ActionState, ActionUpdate, Case, Stage
from meetings.operations.follow_up import update_action
from sharing import clock
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import change, do, every, wall_off
from tests.integration.follow_up.helpers import action_of, update
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import without_tokens


def test_it_works(cast, case):
    action = action_of(cast, case)
    update(cast, action, "completed", "Disclosure made with her IDVA present.")
    with unit_of_work(cast.actor("carys")):
        now = every(Action).get(pk=action.pk)
        assert (now.state, now.ended_on, now.version) == ("completed", clock.today(), 2)
        assert now.result == "Disclosure made with her IDVA present."
        assert every(ActionUpdate).get(action=action).author == cast.user("petra")


def test_what_is_in_progress_says_what_comes_next_and_ends_later(cast, case):
    change(cast, case, Action, recorded_at=clock.now() - timedelta(days=2))
    action = action_of(cast, case)
    update(cast, action, "in_progress", "Panel on Tuesday.", ended_on=clock.today())
    update(
        cast,
        action,
        "not_possible",
        "Moved to another force area.",
        ended_on=clock.today() - timedelta(days=1),
    )
    with unit_of_work(cast.actor("carys")):
        now = every(Action).get(pk=action.pk)
        assert (now.state, now.ended_on) == (
            ActionState.NOT_POSSIBLE,
            clock.today() - timedelta(days=1),
        )
        assert [one.state for one in every(ActionUpdate).filter(action=action)] == [
            "in_progress",
            "not_possible",
        ]


def test_an_action_does_not_end_before_it_was_agreed(cast, case):
    action = action_of(cast, case)
    with pytest.raises(RuleBroken, match="did not end before that") as broken:
        years_ago = clock.today() - timedelta(days=6 * 365)
        update(cast, action, "completed", "Done.", ended_on=years_ago)
    assert broken.value.field == "ended_on"


def test_it_records_event(cast, case):
    action = action_of(cast, case)
    update(cast, action, "in_progress", "Panel on Tuesday.")
    event = newest_event()
    assert (event.code, event.cases, event.items) == ("action_updated", [case.pk], [action.pk])
    update(cast, action, "not_done", "No officer free.")
    assert newest_event().code == "action_ended"


@pytest.mark.parametrize(
    ("state", "note", "field"),
    [("open", "x", "state"), ("completed", " ", "note"), ("not_done", "", "note")],
)
def test_an_update_says_how_it_stands_and_why(cast, case, state, note, field):
    with pytest.raises(RuleBroken) as broken:
        update(cast, action_of(cast, case), state, note)
    assert broken.value.field == field


def test_an_action_has_not_ended_tomorrow(cast, case):
    with pytest.raises(RuleBroken):
        update(
            cast,
            action_of(cast, case),
            "completed",
            "Done.",
            ended_on=clock.today() + timedelta(days=1),
        )


def test_actions_of_a_closed_case_stay_as_they_are(cast, case):
    action = action_of(cast, case)
    with unit_of_work(cast.actor("carys")):
        row = Case.objects.get(pk=case.pk)
        row.stage = Stage.COMPLETE
        row.save()
    with pytest.raises(RuleBroken):
        update(cast, action, "completed", "Done.")


def test_another_agency_updates_no_action_but_the_coordinator_any(cast, case):
    action = action_of(cast, case)
    with pytest.raises(Refused) as refused:
        update(cast, action, "completed", "Done.", who="rowan")
    assert refused.value.reason == "not_own_agency"
    update(cast, action, "completed", "Told by phone.", who="carys")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nia", "other_area"), ("hal", "off_circulation"), ("wren", "not_in_role")],
)
def test_it_refuses_strangers(cast, case, name, reason):
    action = action_of(cast, case)
    with pytest.raises(Refused) as refused:
        update(cast, action, "completed", "Done.", who=name)
    assert refused.value.reason == reason


def test_it_refuses_conflict(cast, case):
    action = action_of(cast, case)
    wall_off(cast, case, "petra")
    with pytest.raises(Refused) as refused:
        update(cast, action, "completed", "Done.")
    assert refused.value.reason == "conflict"
    event = newest_event()
    assert (event.outcome, event.reason, event.cases) == ("refused", "conflict", [case.pk])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("rowan", "conflict"),
        ("hal", "off_circulation"),
        ("nia", "other_area"),
        ("alex", "nothing_there"),
    ],
)
def test_an_attempt_on_a_hidden_action_is_recorded_with_its_case(cast, case, name, reason):
    """The person sees the same page as for an action that never was."""
    wall_off(cast, case, "rowan")
    client = signed_in_client(cast, name)
    for page in ("update_action", "correct_action"):
        unknown = client.get(reverse(page, args=[uuid4()]))
        assert (unknown.status_code, newest_event().cases) == (404, [])
        hidden = client.get(reverse(page, args=[action_of(cast, case).pk]))
        assert hidden.status_code == 404
        assert without_tokens(hidden) == without_tokens(unknown)
        event = newest_event()
        assert (event.outcome, event.cases) == ("refused", [case.pk])
        # What is not in their role is refused before anything of the case is looked at.
        assert event.reason in (reason, "nothing_there")
        if page == "update_action":
            assert event.reason == reason


def test_an_action_that_is_not_there_is_refused(cast, case):
    with pytest.raises(Refused):
        do(cast, "petra", update_action, action_id=uuid4(), state="completed", note="Done.")


def test_two_people_on_one_action(cast, case):
    action = action_of(cast, case)
    update(cast, action, "in_progress", "Panel on Tuesday.", version=1)
    with pytest.raises(Overtaken) as overtaken:
        update(cast, action, "completed", "Done.", version=1)
    assert overtaken.value.theirs["result"] == "Panel on Tuesday."
