"""A child is referred to social care instead."""

from datetime import date

import pytest

from meetings.models import Referral, Stage
from meetings.operations import referral
from meetings.operations.triage import return_referral
from sharing import clock
from sharing.models import Party
from sharing.rules import RuleBroken
from tests.doing import do, one
from tests.story_parts import referral as part
from tests.trail import newest_event


def years_ago(years):
    today = clock.today()
    return today.replace(year=today.year - years, day=min(today.day, 28))


@pytest.mark.parametrize("known", ["born_on", "age_about"])
def test_a_child_is_stopped_at_once_and_the_attempt_is_kept(cast, known):
    age = {"born_on": years_ago(15)} if known == "born_on" else {"born_on": None, "age_about": 15}
    case = part.begin(cast, **age)
    assert case.stage == Stage.STOPPED
    event = newest_event()
    assert (event.code, event.also) == ("referral_stopped", ["referral_begun"])
    assert one(cast, "wren", Party, case).given_name == "Tara"
    with pytest.raises(RuleBroken, match="was submitted|closed"):
        do(cast, "wren", referral.save_incident, case_id=case.pk)


@pytest.mark.parametrize("born_on", [date(2999, 1, 1), date(1850, 1, 1)])
def test_a_slip_of_the_pen_stops_nothing(cast, draft, born_on):
    with pytest.raises(RuleBroken, match="Check the date of birth"):
        part.begin(cast, born_on=born_on)
    with pytest.raises(RuleBroken, match="Check the date of birth"):
        do(cast, "wren", referral.save_victim, case_id=draft.pk, born_on=born_on)


def test_a_birth_date_and_another_age_do_not_stand_together(cast, draft):
    for about in (26, 34):
        with pytest.raises(RuleBroken, match="By the date of birth they are 30") as broken:
            do(
                cast,
                "wren",
                referral.save_victim,
                case_id=draft.pk,
                born_on=years_ago(30),
                age_about=about,
            )
        assert broken.value.field == "age_about"
    do(
        cast,
        "wren",
        referral.save_victim,
        case_id=draft.pk,
        born_on=years_ago(30),
        age_about=31,
    )


def test_the_draft_of_a_child_is_stopped_when_the_age_is_known(cast, draft):
    case = do(
        cast,
        "wren",
        referral.save_victim,
        case_id=draft.pk,
        given_name="Tara",
        born_on=years_ago(15),
        worker_name="Dell Brook",
    )
    assert case.stage == Stage.STOPPED
    assert newest_event().code == "referral_stopped"
    assert one(cast, "wren", Referral, draft).worker_name == "Dell Brook"


def test_a_referral_that_came_back_keeps_the_age_and_is_not_sent_again(cast, written):
    do(cast, "wren", referral.submit_referral, case_id=written.pk)
    do(cast, "carys", return_referral, case_id=written.pk, reason="Her age?")
    victim = {"given_name": "Tara", "born_on": years_ago(14)}
    case = do(cast, "wren", referral.save_victim, case_id=written.pk, **victim)
    assert case.stage == Stage.RETURNED
    assert one(cast, "wren", Party, written, role="victim").born_on == years_ago(14)
    with pytest.raises(RuleBroken, match="children’s social care now"):
        do(cast, "wren", referral.submit_referral, case_id=written.pk)
    with pytest.raises(RuleBroken, match="children’s social care now"):
        do(cast, "wren", referral.stop_referral, case_id=written.pk)


def test_the_author_can_stop_a_draft(cast, draft):
    assert do(cast, "wren", referral.stop_referral, case_id=draft.pk).stage == Stage.STOPPED
    assert newest_event().code == "referral_stopped"
