"""A form that is kept does its work once, whichever way it is sent again."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse

from sharing import clock
from sharing.operations import kept_forms
from sharing.unit import unit_of_work
from tests.integration.test_kept_forms import (
    PAGE,
    SENT,
    TOO_MANY,
    fields_of,
    kept,
    lies,
    send_too_late,
    sign_in_again,
    ten_wait,
)
from tests.signing_in import signed_in_client
from tests.trail import count_events, newest_codes

pytestmark = pytest.mark.urls("tests.pages")


@pytest.fixture
def client(cast):
    client = signed_in_client(cast, "carys")
    send_too_late(client)
    return client


def test_sent_too_late_twice_it_is_kept_once_as_it_was_sent_last(client, cast):
    send_too_late(client)
    assert len(kept()) == 1
    send_too_late(client, sent=SENT | {"name": "Quince"})
    assert len(kept()) == 1
    assert newest_codes(1) == ["form_kept"]
    sign_in_again(client, cast)
    page = client.get(PAGE).content.decode()
    assert "Quince" in page and "pear" not in page


def test_another_button_of_the_page_is_kept_beside_it(client):
    send_too_late(client, "/vegetable/")
    send_too_late(client, "/fruit/?page=3")
    assert len(kept()) == 3


def test_a_kept_form_that_is_sent_too_late_again_takes_its_own_place(client, cast):
    (one,) = kept()
    sign_in_again(client, cast)
    send_too_late(client, sent=SENT | {"form_token": str(one.pk)})
    # So does the page that it came from.
    send_too_late(client)
    (again,) = kept()
    assert again.pk == one.pk
    assert newest_codes(1) == ["form_kept"]


@pytest.mark.parametrize("thrown_away", [False, True])
def test_kept_anew_it_does_its_work_once_with_the_page_that_offered_it_before(
    client, cast, thrown_away
):
    sign_in_again(client, cast)
    before = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    if thrown_away:
        client.post(reverse("throw_away", args=[kept()[0].pk]))
    send_too_late(client, sent=SENT if thrown_away else before)
    client = signed_in_client(cast, "carys")
    anew = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    events = count_events()
    for one in (anew, before, SENT):
        assert client.post("/fruit/?page=2", one).url == "/try/"
    assert count_events() == events + 1


def test_kept_anew_without_the_token_of_a_page_it_does_its_work_once(cast):
    client = signed_in_client(cast, "carys")
    send_too_late(client, sent={"name": "Pear", "colours": ["red"]})
    offered = []
    for _each in range(3):
        client = signed_in_client(cast, "carys")
        offered.append(fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2"))
        send_too_late(client, sent=offered[-1])
    assert len(kept()) == 1
    client, events = signed_in_client(cast, "carys"), count_events()
    for one in reversed(offered):
        assert client.post("/fruit/?page=2", one).url == "/try/"
    assert count_events() == events + 1


def test_a_page_without_a_token_takes_no_place_but_its_own(cast):
    client = signed_in_client(cast, "carys")
    for _each in range(2):
        send_too_late(client, sent={"name": "Pear"})
    sign_in_again(client, cast)
    send_too_late(client, sent={"name": "Pear", "form_token": str(kept()[0].pk)})
    assert len(kept()) == 2


@pytest.mark.parametrize("whose", ["kept", "page"])
def test_of_ten_that_wait_one_may_be_sent_again(cast, whose):
    client = signed_in_client(cast, "carys")
    ten_wait(client)
    sign_in_again(client, cast)
    token = str(kept()[0].pk) if whose == "kept" else "1" * 32
    asked = {"form_token": token, "path": "/fruit/?page=2"}
    background = {"X-Background": "1"}
    with clock.set_to(clock.now() + timedelta(minutes=30)):
        for other in ({}, asked | {"path": "/vegetable/", "form_token": "1" * 32}):
            assert client.get("/account/stay/", other, headers=background).status_code == 302
        assert client.get("/account/stay/", asked, headers=background).status_code == 401
    send_too_late(client, sent=SENT | {"form_token": token})
    assert len(kept()) == 10
    assert TOO_MANY not in client.get("/sign-in/").content.decode()


def test_kept_until_a_question_is_answered_it_is_not_offered_once_it_did_its_work(cast):
    client = signed_in_client(cast, "carys")
    sent = QueryDict(urlencode(SENT, doseq=True))
    with unit_of_work(cast.actor("carys")) as work:
        kept_forms.keep(actor=work.actor, path="/fruit/?page=2", sent=sent, asked=True)
    offered = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    assert client.post("/fruit/?page=2", SENT).url == "/try/"
    assert b"Nothing is waiting to be sent" in client.get(PAGE).content
    assert client.get(reverse("my_account")).status_code == 200
    # A page that still offers it leads to where the form led.
    events = count_events()
    assert client.post("/fruit/?page=2", offered).url == "/try/"
    assert count_events() == events


def test_the_page_that_a_kept_form_came_from_does_its_work_no_more(client, cast):
    sign_in_again(client, cast)
    offered = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    client.post("/fruit/?page=2", offered)
    events = count_events()
    assert client.post("/fruit/?page=2", SENT).url == "/try/"
    assert count_events() == events
    lies(client, days=1)
    assert client.post("/fruit/?page=2", SENT).url == "/sign-in/?next=%2Ftry%2F"


def test_a_kept_form_whose_page_sent_something_else_is_its_own(client, cast):
    sign_in_again(client, cast)
    client.post("/fruit/?page=2", SENT | {"name": "Quince"})
    offered = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    events = count_events()
    assert client.post("/fruit/?page=2", offered).url == "/try/"
    assert count_events() == events + 1
    assert b"Nothing is waiting to be sent" in client.get(PAGE).content


def test_what_a_kept_form_did_is_not_kept_again_though_its_page_sent_something_else(client, cast):
    sign_in_again(client, cast)
    offered = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    for one in (SENT | {"name": "Quince"}, offered):
        assert client.post("/fruit/?page=2", one).url == "/try/"
    send_too_late(client)
    assert "What you wrote is not lost" not in client.get("/sign-in/").content.decode()
