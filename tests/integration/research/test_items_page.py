"""What an agency knows is written item by item."""

import re

import pytest
from django.urls import reverse

from meetings.operations.research import add_item, submit_research
from tests.doing import do
from tests.integration.listing.helpers import set_protocol
from tests.integration.research.helpers import (
    TOKEN,
    item,
    items_of,
    people,
    rewrite,
    text_of,
    unsent_of,
)
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import get, post


def test_an_item_is_added_and_submitted(cast, case, known):
    response = post(
        cast, "petra", "add_item", case.pk,
        **item(
            about=people(case)[1], nature="fact", source="Custody", period="May", subject="weapons"
        ),
    )  # fmt: skip
    assert response.headers["Location"].endswith("?item=new")
    response = signed_in_client(cast, "petra").get(response.headers["Location"].split("#")[0])
    text = text_of(response)
    assert "autofocus" in text and "2. Items: 1" in text and "Not submitted yet" in text
    assert "Fact. About: Kyle Lune. Custody. May. Bears on: Weapons" in text
    assert '<p class="app-item__facts"><b>Not submitted yet.</b></p>' in text
    assert "1 new item" in text
    last = {"form_token": TOKEN.replace("8", "9"), "unsent": unsent_of(cast, case)}
    post(cast, "petra", "submit_research", case.pk, **last)
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert "Not submitted yet" not in text and "becomes version 2" in text
    assert newest_event().code == "search_details_seen"
    text = text_of(get(cast, "carys", "case_research", case.pk))
    assert "Police: 1 item" in text and "Arrested." in text


def chosen(cast, case):
    page = get(cast, "petra", "research_return", case.pk)
    return page.context["item_form"]["who_may_read"].value()


def test_who_may_read_it_is_asked_where_the_area_has_set_nothing(cast, case, known):
    assert chosen(cast, case) == ""
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert not re.search(r'name="who_may_read"[^>]* checked', text)
    assert "Here your agency alone reads it" in text


def test_the_default_of_the_area_stands_chosen(cast, case, known):
    set_protocol(cast, default_reading="restricted")
    assert chosen(cast, case) == "restricted"


def test_a_double_post_does_it_once(cast, case, known):
    client = signed_in_client(cast, "petra")
    for _time in range(2):
        response = client.post(reverse("add_item", args=[case.pk]), item())
        assert response.status_code == 302
    assert len(items_of(case)) == 1


def test_several_paragraphs_are_several_items(cast, case, known):
    post(cast, "petra", "add_item", case.pk, **item(text="One.\n\nTwo.", each_paragraph="on"))
    assert [one.text for one in items_of(case)] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "Write what you know"),
        ({"who_may_read": "spoken"}, "Choose what it is about"),
        ({"who_may_read": "not_shared"}, "keeps no text"),
        ({"who_may_read": ""}, "Say who may read it"),
    ],
)
def test_an_item_that_cannot_be(cast, case, known, values, words):
    response = post(cast, "petra", "add_item", case.pk, **item(**values))
    assert response.status_code == 422
    assert words in text_of(response)
    assert ("> Arrested." in text_of(response)) is (values.get("text") != "")


def test_the_four_ways_say_their_consequence(cast, case, known):
    for who_may_read, more in (
        ("restricted", {"restricted_to": [cast.agency("idva").pk]}),
        ("restricted", {}),
        ("spoken", {"heading": "health"}),
        ("not_shared", {"text": ""}),
        ("shared", {}),
    ):
        do(
            cast, "petra", add_item, request_id=known.pk,
            **({"text": "A note.", "who_may_read": who_may_read} | more),
        )  # fmt: skip
    text = text_of(get(cast, "petra", "research_return", case.pk))
    for words in (
        "All 4 agencies at full circulation read it once you submit",
        "Only agencies that you name read it once you submit",
        "IDVA service</p>",
        "The chair and this victim’s IDVA</p>",
        "Your agency alone, to be said in the meeting: “Health”",
        "Your agency alone",
        "seen by Police alone",
        "No text is kept",
        "app-tag--not-shared",
    ):
        assert words in text


def test_an_item_is_changed(cast, case, known):
    made = do(
        cast, "petra", add_item,
        request_id=known.pk, text="Arrested.", who_may_read="shared", about_id=people(case)[1],
    )  # fmt: skip
    do(cast, "petra", submit_research, request_id=known.pk)
    response = get(cast, "petra", "change_item", case.pk, made.pk)
    text = text_of(response)
    assert "Arrested." in text and "Others read it as it was submitted" in text
    response = post(
        cast, "petra", "change_item", case.pk, made.pk,
        **item(text="Charged.", version=1, about=people(case)[1]),
    )  # fmt: skip
    assert response.status_code == 302
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert "Charged." in text and "Arrested." not in text and "others read the earlier text" in text
    draft = items_of(case)[-1]
    assert "Others read it" not in text_of(get(cast, "petra", "change_item", case.pk, draft.pk))
    rewrite(cast, draft, text="Bailed.")
    response = post(
        cast, "petra", "change_item", case.pk, draft.pk,
        **item(text="Charged twice.", version=draft.version, form_token=TOKEN.replace("1", "2")),
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert "Charged twice." in text and "Bailed." in text and "You changed this elsewhere" in text


def test_an_item_is_withdrawn(cast, case, known):
    made = do(cast, "petra", add_item, request_id=known.pk, text="Arrested.", who_may_read="shared")
    response = post(cast, "petra", "withdraw_item", case.pk, made.pk, form_token=TOKEN)
    assert response.headers["Location"].endswith("#items")
    assert "2. Items: 0" in text_of(get(cast, "petra", "research_return", case.pk))
    assert get(cast, "petra", "change_item", case.pk, made.pk).status_code == 404


def test_nothing_new_to_submit(cast, case, known):
    shown = {"unsent": unsent_of(cast, case)}
    post(cast, "petra", "submit_research", case.pk, form_token=TOKEN, **shown)
    again = {"form_token": TOKEN.replace("8", "7")} | shown
    response = post(cast, "petra", "submit_research", case.pk, **again)
    assert response.status_code == 422 and "Nothing has changed" in text_of(response)
