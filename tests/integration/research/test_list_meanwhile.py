"""A whole list that was answered in part meanwhile, by a colleague or by the first of two
presses."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.closure import record_death, withdraw_case
from meetings.operations.hearing import end_hearing
from meetings.operations.listing import defer_case, take_off_list
from meetings.operations.research import answer_case
from sharing import clock
from tests.doing import do
from tests.integration.research.helpers import (
    NAMES,
    SEARCHED,
    TOKEN,
    answer,
    ask,
    people,
    request_of,
    shown,
    submit,
    text_of,
    write,
)
from tests.integration.research.test_begun import send_list, the_list
from tests.story import case_at, meeting_in, somebody_came
from tests.visits import get, post, words_of


def test_a_second_editor_sees_both_texts(cast, case, asked):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    do(
        cast, "hal", answer_case, request_id=request_of(cast, case, "acute").pk,
        answer="known", known_parties=people(case)[:1],
    )  # fmt: skip
    ticked = f"{other.pk}:{people(other)[0]}"
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, **SEARCHED, shown=[*shown(case), *shown(other)], known=[ticked],
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert "Somebody else changed this" in text
    assert (
        f"{case.reference} What stands now Known to us" in words_of(response)
        and f'value="{ticked}" checked' in text
    )
    assert request_of(cast, other, "acute").answer == ""


def test_a_case_that_was_moved_meanwhile_is_left_and_the_rest_is_answered(cast, case, asked):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    sent = {"shown": [*shown(case), *shown(other)], "confirmed": "on"}
    later = meeting_in(cast, days=20, state="published")
    do(cast, "carys", defer_case, case_id=other.pk, to_meeting_id=later.pk, reason="Bring more.")
    response = post(
        cast, "hal", "research_list", case.meeting_id, form_token=TOKEN, **SEARCHED, **sent
    )
    words = words_of(response)
    assert f"{other.reference} was moved to another meeting, which asks again." in words
    assert "Somebody else changed this" not in words
    assert request_of(cast, case, "acute").answer == "not_known"
    assert request_of(cast, other, "acute").answer == ""


def withdrawn(cast, case):
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She moved away.")


def taken_off_the_list(cast, case):
    later = meeting_in(cast, days=20)
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Bring more.")
    do(cast, "carys", take_off_list, case_id=case.pk)


@pytest.mark.parametrize("left", [withdrawn, taken_off_the_list])
def test_a_case_that_left_the_list_meanwhile_is_left_and_the_rest_is_answered(
    cast, case, asked, left
):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    sent = {"shown": [*shown(case), *shown(other)], "confirmed": "on"}
    left(cast, other)
    response = post(
        cast, "hal", "research_list", case.meeting_id, form_token=TOKEN, **SEARCHED, **sent
    )
    words = words_of(response)
    assert f"{other.reference} is no longer to be heard by this meeting." in words
    assert "Somebody else changed this" not in words
    assert request_of(cast, case, "acute").answer == "not_known"
    assert request_of(cast, other, "acute").answer == ""


def heard(cast, case):
    somebody_came(cast, case.meeting)
    do(
        cast, "chidi", end_hearing, case_id=case.pk, gap_reason="No.", untold_reason="No safe way."
    )  # fmt: skip


def died(cast, case):
    do(
        cast, "carys", record_death, case_id=case.pk, parties=people(case)[:1],
        reason="Told by the police.", happened_on=clock.today(), sure=True,
    )  # fmt: skip


HEARD = (
    "is at “Heard”, so it is not answered. What is new goes on the case as a new incident or order "
    "or, if it is not open to you, to the coordinator."
)
ON_HOLD = "is on hold and cannot be changed. It is not answered; once it goes on, it can be."


@pytest.mark.parametrize(("left", "says"), [(heard, HEARD), (died, ON_HOLD)])
def test_what_was_ticked_of_a_case_that_was_heard_or_put_on_hold_meanwhile(
    cast, case, asked, left, says
):
    other = case_at(cast, Stage.HEARING, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    sent = {"shown": [*shown(case), *shown(other)], "known": [f"{other.pk}:{people(other)[0]}"]}
    left(cast, other)
    response = post(
        cast, "hal", "research_list", case.meeting_id, form_token=TOKEN, **SEARCHED, **sent
    )
    words = words_of(response)
    assert f"{other.reference} {says}" in words
    assert "asks again" not in words
    assert request_of(cast, case, "acute").answer == "not_known"


def test_a_second_editor_who_knows_somebody_sees_both_texts(cast, case, asked):
    do(
        cast, "hal", answer_case, request_id=request_of(cast, case, "acute").pk,
        answer="not_known", searched=NAMES,
    )  # fmt: skip
    response = post(
        cast, "hal", "research_list", case.meeting_id, form_token=TOKEN, **SEARCHED,
        shown=shown(case), known=[f"{case.pk}:{people(case)[0]}"],
    )  # fmt: skip
    assert response.status_code == 422
    stands = f"{case.reference} What stands now Not known to us What you typed Known to us"
    assert stands in words_of(response)
    assert "The rest stands below" not in words_of(response)


def test_a_second_editor_sees_in_full_only_what_differs(cast, case, asked):
    others = [
        case_at(cast, Stage.RESEARCH, meeting=case.meeting, name=name, position=place)
        for place, name in enumerate(("Vera", "Hetty"), 2)
    ]
    for one in others:
        ask(cast, one, "acute")
    cases = [case, *others]
    for one in cases[:2]:
        do(
            cast, "hal", answer_case, request_id=request_of(cast, one, "acute").pk,
            answer="known", known_parties=people(one)[:1],
        )  # fmt: skip
    # Of the first the same person, of the second somebody else.
    ticked = [f"{case.pk}:{people(case)[0]}", f"{others[0].pk}:{people(others[0])[1]}"]
    response = post(
        cast, "hal", "research_list", case.meeting_id, form_token=TOKEN, **SEARCHED,
        shown=[word for one in cases for word in shown(one)], known=ticked,
    )  # fmt: skip
    words = words_of(response)
    assert response.status_code == 422 and words.count("What stands now") == 1
    assert f"{others[0].reference} What stands now Known to us What you typed" in words
    assert "but not the same people" in words
    assert "The rest stands below as you ticked it" in words
    assert f"1 case is answered as you did: {case.reference}." in words


def test_pressed_twice_it_shows_the_case_that_is_left(cast, case):
    answer(cast, case)
    write(cast, case)
    submit(cast, case)
    later = meeting_in(cast, days=23, state="published")
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Away.")
    case.meeting = later
    case_at(cast, Stage.RESEARCH, meeting=later, name="Vera", position=2)
    page = the_list(cast, case)
    assert send_list(cast, case, page, confirmed="on").status_code == 422
    second = send_list(cast, case, page, confirmed="on")
    assert second.url == reverse("research_list", args=[later.pk])
    said = words_of(get(cast, "petra", "research_list", later.pk))
    assert f"{case.reference} Known to you" in said
    assert "1 item or file of your agency stands in this case" in said
