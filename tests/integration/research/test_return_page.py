"""An agency answers about one case."""

import re

import pytest
from django.urls import reverse

from meetings.models import ResearchRequest, Stage
from sharing.models import Item
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.research.helpers import (
    NAMES,
    SEARCHED,
    TOKEN,
    item,
    people,
    request_of,
    text_of,
)
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, post


def hidden_value(response, name, after=""):
    """The value of a hidden input, the first after that text."""
    text = response.content.decode()
    found = re.search(rf'name="{name}" value="([^"]*)"', text[text.index(after) :])
    return found.group(1)


def test_who_only_looks_people_up_sees_no_more_of_the_case(cast, case, asked):
    response = get(cast, "hal", "research_return", case.pk)
    text = text_of(response)
    assert "Tara Tarn" in text and "12 Mere Walk" in text and "see no more of the case" in text
    for word in ("Hidden Row", "Safe contact", "clinic", "Perpetrator", "drunk", "New item"):
        assert word not in text
    assert "<title>Research by " in text
    event = newest_event()
    assert (event.code, event.cases) == ("search_details_seen", [case.pk])


def test_nobody_here_is_known_in_two_clicks(cast, case, asked):
    response = get(cast, "hal", "research_return", case.pk)
    place = f'action="{reverse("nil_return", args=[case.pk])}"'
    names = ("form_token", "version", "searched", "shown")
    response = post(
        cast, "hal", "nil_return", case.pk,
        **{name: hidden_value(response, name, place) for name in names}, searched_by=["names"],
    )  # fmt: skip
    assert response.headers["Location"] == reverse("research")
    request = request_of(cast, case, "acute")
    assert (request.answer, request.searched) == (
        "not_known",
        "Our own records",
    )
    assert "Nobody here is known to us" not in text_of(get(cast, "hal", "research_return", case.pk))
    again = post(cast, "hal", "nil_return", case.pk, form_token=TOKEN, version=1, **SEARCHED)
    assert again.status_code == 422 and "A colleague has answered" in text_of(again)


def said(case, **who):
    names = dict(zip(("victim", "perpetrator", "child"), people(case), strict=True))
    return {f"person_{names[name]}": word for name, word in who.items()}


def test_answering_for_each_person(cast, case):
    offered = text_of(get(cast, "petra", "research_return", case.pk))
    day = re.search(r'<option value="(\d{4}-\d\d-\d\d)"', offered).group(1)
    response = post(
        cast, "petra", "answer_research", case.pk,
        form_token=TOKEN, version=1, **SEARCHED, check_by=day,
        **said(case, victim="yes", perpetrator="no", child="later"),
    )  # fmt: skip
    assert response.headers["Location"].endswith("/research/return/#items")
    request = request_of(cast, case, "police")
    victim, _perpetrator, child = people(case)
    assert (request.known_parties, request.unchecked_parties) == ([victim], [child])
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert text.count('value="yes" checked') == 1 and text.count('value="later" checked') == 1
    assert "Safe contact" in text and "Never enter source intelligence here" in text


def test_an_answer_in_part_keeps_what_was_said(cast, case):
    response = post(
        cast, "petra", "answer_research", case.pk,
        form_token=TOKEN, version=1, **SEARCHED, **said(case, victim="yes"),
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert "Say whether Kyle Lune is known to you" in text and 'value="yes" checked' in text
    assert "<title>Error:" in text


def test_a_second_editor_of_a_return_sees_both_texts(cast, case, known):
    response = post(
        cast, "petra", "answer_research", case.pk,
        form_token=TOKEN, version=1, searched="Crime records", searched_by=["names"],
        **said(case, victim="no", perpetrator="no", child="no"),
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert NAMES in text and "Crime records" in text and "You changed this elsewhere" in text
    assert f'name="version" value="{known.version}"' in text
    assert request_of(cast, case, "police").searched == NAMES


@pytest.mark.parametrize(
    "name", ["nil_return", "submit_research", "chase_research", "withdraw_item"]
)
def test_it_rejects_get(cast, case, known, name):
    args = {
        "chase_research": [case.meeting_id, cast.agency("police").pk],
        "withdraw_item": [case.pk, case.pk],
    }.get(name, [case.pk])
    assert get(cast, "petra", name, *args).status_code == 405


@pytest.mark.parametrize("who", ["carys", "wren", "odile"])
def test_a_return_is_for_agencies(cast, case, who):
    assert get(cast, who, "research_return", case.pk).status_code == 403
    assert post(cast, who, "add_item", case.pk, **item()).status_code == 403


def test_it_records_refusal(cast, case):
    post(cast, "hal", "add_item", case.pk, **item())
    event = newest_event()
    assert (event.outcome, event.reason, event.cases) == ("refused", "off_circulation", [case.pk])


def test_a_heard_case_is_read_only(cast):
    heard = case_at(cast, Stage.HEARD)
    with as_owner(), unit_of_work(cast.actor("petra")):
        request = ResearchRequest.objects.get(scope_id=heard.pk, agency=cast.agency("police"))
        request.searched, request.answer = NAMES, "known"
        request.known_parties = people(heard)[:1]
        request.save()
        Item.objects.create(
            scope_id=heard.pk, agency=request.agency, request_id=request.pk, text="Arrested.",
            who_may_read="shared", author=cast.user("petra"), position=1,
        )  # fmt: skip
    text = text_of(get(cast, "petra", "research_return", heard.pk))
    assert "this return is closed" in text and NAMES in text and "Arrested." in text
    assert "<textarea" not in text and "Withdraw" not in text and ">Yes<" in text
    text = text_of(get(cast, "ines", "research_return", heard.pk))
    assert "this return is closed" in text and "Searched:" not in text


def test_earlier_actions_are_recorded_from_here(cast, case, known):
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert reverse("record_earlier_action", args=[case.pk]) in text
