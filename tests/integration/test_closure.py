"""How a case ends: actions complete, withdrawn, the wrong area, a death."""

from datetime import timedelta
from uuid import uuid4

import pytest

from meetings.models import Action, Case, CaseStage, Exit, Stage
from meetings.operations.closure import (
    complete_case,
    record_death,
    send_to_right_area,
    withdraw_case,
)
from meetings.operations.follow_up import add_development, update_action
from sharing import clock
from sharing.models import Party, Scope
from sharing.rules import RuleBroken
from sharing.work import Refused, unit_of_work
from tests.integration.test_follow_up import do, newest_event
from tests.story import case_at

GONE = {"reason": "She has moved abroad."}


def stage_of(cast, case):
    with unit_of_work(cast.actor("carys")):
        return Case.objects.get(pk=case.pk)


def end_actions(cast, case):
    with unit_of_work(cast.actor("carys")):
        open_ones = list(Action.objects.filter(scope_id=case.pk).values_list("pk", flat=True))
    for action_id in open_ones:
        do(update_action, cast, "carys", action_id=action_id, state="completed", note="Done.")


def test_it_works(cast):
    case = case_at(cast, Stage.ACTIONS)
    end_actions(cast, case)
    do(complete_case, cast, "carys", case_id=case.pk)
    assert stage_of(cast, case).stage == Stage.COMPLETE
    assert newest_event().code == "case_completed"


def test_a_case_with_an_open_action_is_not_complete(cast):
    case = case_at(cast, Stage.ACTIONS)
    with pytest.raises(RuleBroken):
        do(complete_case, cast, "carys", case_id=case.pk)
    assert stage_of(cast, case).stage == Stage.ACTIONS


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.ACCEPTED, Stage.LISTED, Stage.RESEARCH])
def test_a_case_is_withdrawn_before_its_meeting(cast, stage):
    case = case_at(cast, stage)
    do(withdraw_case, cast, "chidi", case_id=case.pk, **GONE)
    now = stage_of(cast, case)
    assert (now.stage, now.meeting, now.position) == (Stage.WITHDRAWN, None, None)
    with unit_of_work(cast.actor("carys")):
        kept = Exit.objects.get(scope_id=case.pk)
        assert (kept.kind, kept.reason, kept.happened_on) == (
            "withdrawn",
            GONE["reason"],
            clock.today(),
        )
        assert CaseStage.objects.get(scope_id=case.pk).reason == GONE["reason"]


def test_a_case_that_was_heard_is_not_withdrawn(cast):
    case = case_at(cast, Stage.ACTIONS)
    with pytest.raises(RuleBroken):
        do(withdraw_case, cast, "carys", case_id=case.pk, **GONE)


def test_the_reason_is_needed_and_the_date_is_past(cast):
    case = case_at(cast, Stage.TRIAGE)
    with pytest.raises(RuleBroken) as broken:
        do(withdraw_case, cast, "carys", case_id=case.pk, reason=" ")
    assert broken.value.field == "reason"
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(RuleBroken) as broken:
        do(withdraw_case, cast, "carys", case_id=case.pk, happened_on=tomorrow, **GONE)
    assert broken.value.field == "happened_on"


def test_a_case_is_sent_to_the_right_area(cast):
    case = case_at(cast, Stage.TRIAGE)
    do(send_to_right_area, cast, "carys", case_id=case.pk, area_name="Northwold", **GONE)
    assert stage_of(cast, case).stage == Stage.WRONG_AREA
    with unit_of_work(cast.actor("carys")):
        assert Exit.objects.get(scope_id=case.pk).area_name == "Northwold"
    assert newest_event().code == "sent_to_right_area"


@pytest.mark.parametrize(
    "stage", [Stage.TRIAGE, Stage.RESEARCH, Stage.HEARING, Stage.HEARD, Stage.ACTIONS]
)
def test_a_death_puts_the_case_on_hold(cast, stage):
    case = case_at(cast, stage)
    with unit_of_work(cast.actor("carys")):
        victim = Party.objects.get(scope_id=case.pk, role="victim").pk
    do(
        record_death,
        cast,
        "carys",
        case_id=case.pk,
        parties=[victim],
        reason="Told by the police.",
        happened_on=clock.today(),
    )
    now = stage_of(cast, case)
    assert now.stage == Stage.DIED
    event = newest_event()
    assert (event.code, event.people) == ("death_recorded", [victim])
    with unit_of_work(cast.actor("carys")):
        assert Scope.objects.get(pk=case.pk).frozen
        assert Exit.objects.get(scope_id=case.pk).parties == [victim]
    with pytest.raises(Refused) as refused:
        do(
            add_development,
            cast,
            "petra" if stage not in (Stage.TRIAGE,) else "ines",
            case_id=case.pk,
            kind="order",
            happened_on=clock.today(),
            text="Bail.",
        )
    assert refused.value.reason == "frozen"


@pytest.mark.parametrize("parties", [[], [uuid4()]])
def test_who_died_is_somebody_of_the_case(cast, parties):
    case = case_at(cast, Stage.TRIAGE)
    with pytest.raises(Refused) as refused:
        do(
            record_death,
            cast,
            "carys",
            case_id=case.pk,
            parties=parties,
            reason="Told by the police.",
            happened_on=clock.today(),
        )
    assert refused.value.reason == "nothing_there"


@pytest.mark.parametrize(
    ("name", "reason"), [("nia", "other_area"), ("petra", "not_in_role"), ("wren", "not_in_role")]
)
def test_only_keepers_end_a_case(cast, name, reason):
    case = case_at(cast, Stage.RESEARCH)
    with pytest.raises(Refused) as refused:
        do(withdraw_case, cast, name, case_id=case.pk, **GONE)
    assert refused.value.reason == reason
