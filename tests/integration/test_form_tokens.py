"""A form does its work once; what was sent besides is not dropped in silence."""

import pytest

from sharing.models import FormToken
from tests.conftest import as_owner
from tests.signing_in import signed_in_client
from tests.trail import count_events

pytestmark = pytest.mark.urls("tests.pages")

URL = "/fruit/"
SENT = {"form_token": "5" * 32, "name": "Pear", "colours": ["red"]}


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


def test_a_double_post_does_it_once(carys):
    first, before = carys.post(URL, SENT), count_events()
    second = carys.post(URL, SENT | {"csrfmiddlewaretoken": "another"})
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert count_events() == before


@pytest.mark.parametrize("changed", [{"name": "Quince"}, {"colours": ["red", "green"]}])
def test_a_correction_after_back_is_not_dropped(carys, changed):
    """It keeps what was typed, and says what to do."""
    carys.post(URL, SENT)
    response = carys.post(URL, SENT | changed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "This was sent already. Open the page again to change it." in page
    typed = response.context["form"]
    assert {name: typed[name].value() for name in changed} == changed


def test_another_button_of_the_page_is_not_dropped(carys):
    carys.post(URL, SENT)
    response = carys.post("/vegetable/", SENT)
    assert response.status_code == 422
    assert b"This was sent already." in response.content


def test_a_token_of_somebody_else_does_nothing(cast, carys):
    carys.post(URL, SENT)
    response = signed_in_client(cast, "petra").post(URL, SENT)
    assert response.status_code == 422
    assert b"This page is out of date." in response.content


def test_one_sent_before_hashes_were_kept_leads_to_the_same_place(carys):
    first = carys.post(URL, SENT)
    with as_owner():
        FormToken.objects.update(content=None)
    assert carys.post(URL, SENT | {"name": "Quince"}).url == first.url


def test_what_was_sent_is_not_kept(carys):
    carys.post(URL, SENT)
    other = SENT | {"form_token": "6" * 32}
    carys.post(URL, other)
    with as_owner():
        one, two = (bytes(row.content) for row in FormToken.objects.all())
    assert one != two and b"Pear" not in one
