"""A new incident on a case that has ended is heard by no meeting, and the pages say what to do."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.closure import withdraw_case
from tests.doing import do, explained
from tests.integration.follow_up.helpers import develop
from tests.integration.test_closure import record_that_she_died
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.story_parts.aside import case_aside
from tests.visits import get, words_of

ENDS = {Stage.DECLINED: "Declined", Stage.WITHDRAWN: "Withdrawn", Stage.WRONG_AREA: "Wrong area"}
AGAIN = "If it puts somebody at risk, refer these people again."
OTHERS = "If it puts somebody at risk, an agency or the coordinator refers these people again."


def seen(cast, who, name, case):
    return words_of(get(cast, who, name, case.pk))


@pytest.mark.parametrize("stage", ENDS)
def test_after_each_end_they_advise_to_refer_again(cast, stage):
    case = case_aside(cast, stage)
    for who in ("carys", "chidi", "ines"):
        explained(cast, who, case)
    said = f"{case.reference} is at “{stage.label}”, so no meeting hears what you add."
    answer = get(cast, "carys", "add_development", case.pk)
    assert f"{said} {AGAIN}" in words_of(answer)
    assert answer.content.decode().count(f'href="{reverse("refer")}"') == 2
    assert f"{said} {OTHERS}" in seen(cast, "chidi", "add_development", case)
    assert "Refer again" not in seen(cast, "carys", "case", case)
    develop(cast, case, "Came to the door.", "incident", who="ines")
    said = f"while the case was at “{stage.label}”, and no meeting hears it."
    assert f"{said} {AGAIN}" in seen(cast, "carys", "case", case)
    assert f"{said} {OTHERS}" in seen(cast, "chidi", "case", case)


def test_so_they_do_where_the_actions_are_complete(cast):
    case = case_at(cast, Stage.COMPLETE)
    explained(cast, "petra", case)
    assert AGAIN in seen(cast, "petra", "add_development", case)


def test_of_a_joined_referral_the_end_of_its_case_counts(cast):
    joined = case_aside(cast, Stage.JOINED)
    client = signed_in_client(cast, "wren")
    page = reverse("add_development", args=[joined.pk])
    assert "no meeting hears" not in words_of(client.get(page))
    do(cast, "carys", withdraw_case, case_id=joined.joined_to_id, reason="She asked for it.")
    explained(cast, "wren", joined)
    assert AGAIN in words_of(client.get(page))


def test_after_a_death_it_says_that_the_living_need_a_new_referral(cast):
    case = case_at(cast, Stage.RESEARCH)
    record_that_she_died(cast, case)
    explained(cast, "petra", case)
    answer = get(cast, "petra", "add_development", case.pk)
    assert answer.status_code == 403
    assert "If somebody who lives is at risk, a new referral is needed." in words_of(answer)
