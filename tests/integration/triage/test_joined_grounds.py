"""A decision on a case is one on every referral that was joined to it: what one of them meets
counts on each page of the decision and in the lists, and is said to be that referral's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Case, RiskAssessment, Stage, TriageDecision
from meetings.operations.triage import accept_referral, propose_decline
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from sharing.unit import unit_of_work
from tests.copies import copies_of
from tests.doing import change, change_party, do, now
from tests.integration.triage.helpers import DECLINE, decide
from tests.integration.triage.test_joined import join, second_of
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, text, words_of

PAGES = ("accept", "return_referral", "decline", "confirm_decline", "reverse_decline", "join")


def ticks(cast, case, number):
    codes = list(SUBJECTS)
    answers = dict.fromkeys(codes, "no") | dict.fromkeys(codes[:number], "yes")
    change(cast, case, RiskAssessment, answers=answers)
    change(cast, case, incident_count=1)


@pytest.fixture
def both(cast):
    """A referral with few ticks, and one of the same people over the threshold, joined to it."""
    first, second = case_at(cast, Stage.TRIAGE), second_of(cast)
    ticks(cast, first, 2)
    ticks(cast, second, 20)
    join(cast, first, second)
    return first, second


def short(second):
    return f"2 ticks. {second.reference}: 20 ticks. Visible high risk ({second.reference})."


def named(cast, second):
    day = f"{now(cast, second).submitted_at:%-d %B %Y}"
    return f"{second.reference} {cast.agency('police').name}, {day}: 20 ticks. Visible high risk."


def met_there(first, second):
    return (
        f"Visible high risk Met {first.reference}: Not met. 2 yes of 24 against 14. "
        f"{second.reference}: Met. 20 yes of 24 against 14."
    )


TOO = (
    "1 other referral was joined to this case. What is decided here is decided for it too, and its "
    "agency is told."
)


@pytest.mark.parametrize("who", ["carys", "chidi"])
def test_the_page_of_triage_counts_and_names_it(cast, both, who):
    first, second = both
    page = get(cast, who, "triage", first.pk)
    words = words_of(page)
    assert "Grounds: 1 of 4 met" in words and met_there(first, second) in words
    assert TOO in words and named(cast, second) in words
    assert "No ground met by count" not in words and "say why the case will be heard" not in words
    assert f'href="{reverse("referral", args=[second.pk])}"' in text(page)
    assert {first.pk, second.pk} <= set(newest_event().cases)


def test_the_page_of_the_case_says_the_same(cast, both):
    first, second = both
    words = words_of(get(cast, "carys", "case", first.pk))
    assert "Grounds: 1 of 4 met" in words and met_there(first, second) in words
    own = words_of(get(cast, "wren", "case", first.pk))
    assert "Grounds: 0 of 4 met" in own and second.reference not in own


@pytest.mark.parametrize("name", PAGES)
def test_each_page_of_a_decision_counts_and_names_it(cast, both, name):
    first, second = both
    if "confirm" in name or "reverse" in name:
        do(cast, "carys", propose_decline, case_id=first.pk, **DECLINE)
    words = words_of(get(cast, "chidi", name, first.pk))
    assert TOO in words and named(cast, second) in words and met_there(first, second) in words
    alone = words_of(get(cast, "chidi", name, case_at(cast, Stage.TRIAGE).pk))
    assert "was joined to" not in alone and "Visible high risk" not in alone


@pytest.mark.parametrize(("who", "name"), [("carys", "triage_list"), ("carys", "home")])
@pytest.mark.parametrize("declining", [False, True])
def test_the_lists_count_and_name_it(cast, both, who, name, declining):
    first, second = both
    if declining:
        do(cast, "chidi", propose_decline, case_id=first.pk, **DECLINE)
    words = words_of(get(cast, who, name))
    assert short(second) in words
    assert f"{cast.agency('health_visiting').name} and {cast.agency('police').name}" in words
    assert {first.pk, second.pk} <= set(newest_event().cases)


def test_once_it_is_decided_the_page_says_no_longer_what_is_decided(cast, both):
    first, _second = both
    do(cast, "carys", accept_referral, case_id=first.pk)
    assert TOO not in words_of(get(cast, "carys", "triage", first.pk))


def test_a_ground_of_it_is_enough_to_accept(cast, both):
    first, _second = both
    assert decide(cast, "carys", "accept", first).status_code == 302
    assert now(cast, first).stage == Stage.ACCEPTED
    with unit_of_work(cast.actor("carys")):
        kept = TriageDecision.objects.get(scope_id=first.pk).grounds_met
    assert kept == ["judgement"]  # whose other grounds they are, not every reader may know


def test_judgement_that_it_asks_for_is_enough_too(cast, both):
    first, second = both
    ticks(cast, second, 3)
    change(cast, second, judgement="She dares not sleep.")
    asked = f"No ground met by count, judgement asked in {second.reference}: She dares not sleep."
    assert asked in words_of(get(cast, "carys", "triage_list"))
    page = words_of(get(cast, "carys", "triage", first.pk))
    assert f"Asks for judgement {first.reference}: Not met. Not asked for" in page
    assert f"{second.reference}: Asks for judgement. She dares not sleep." in page
    assert decide(cast, "carys", "accept", first).status_code == 302


def test_where_none_meets_anything_a_reason_is_asked_for(cast, both):
    first, second = both
    ticks(cast, second, 3)
    short = f"2 ticks. {second.reference}: 3 ticks. No ground met by count."
    assert short in words_of(get(cast, "carys", "triage_list"))
    assert decide(cast, "carys", "accept", first).status_code == 422


def test_a_repeat_that_only_it_finds_is_met_and_led_to(cast, both):
    """The first referral does not know when the perpetrator was born, the second one does."""
    first, second = both
    earlier = case_at(cast, Stage.ACTIONS)
    change(cast, earlier, Case, submitted_at=clock.now() - timedelta(days=100))
    change(cast, earlier, incident_on=clock.today() - timedelta(days=103))
    change_party(cast, first, "perpetrator", born_on=None)
    page = get(cast, "carys", "triage", first.pk)
    found = f"{second.reference}: Met. These people were last referred or heard on"
    assert "Grounds: 2 of 4 met" in words_of(page) and found in words_of(page)
    assert f'href="{reverse("case", args=[earlier.pk])}"' in text(page)
    assert found in words_of(get(cast, "carys", "case", first.pk))
    assert earlier.pk in newest_event().cases
    # Neither is found as another referral of the people of the other.
    assert f"{first.reference}</a> Triage" not in text(page)


@pytest.mark.parametrize("name", ["home", "triage_list"])
def test_many_joined_referrals_take_no_more_queries(cast, both, name):
    first, second = both
    others = copies_of(cast, second, 4)
    client = signed_in_client(cast, "carys")
    client.get("/")
    counts = []
    for _time in range(2):
        with made_queries() as queries:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(queries))
        for one in others:
            change(cast, one, Case, stage=Stage.JOINED, joined_to_id=first.pk)
    assert counts[1] <= counts[0] <= 25
