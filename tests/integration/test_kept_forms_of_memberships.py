"""A kept form is the membership's that sent it: no other reads it, sends it or takes its place."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing.models import Membership
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.test_kept_forms import (
    PAGE,
    SENT,
    fields_of,
    kept,
    send_too_late,
    sign_in_again,
)
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import count_events, newest_event

pytestmark = pytest.mark.urls("tests.pages")
OTHER = "You act under another membership now."


@pytest.fixture
def client(cast):
    client = signed_in_client(cast, "carys")
    send_too_late(client)
    return client


def as_chair(cast):
    """Return a browser in which carys acts under a second membership."""
    carys = cast.user("carys")
    with as_owner(), unit_of_work(cast.actor("alex")):
        chair, _new = Membership.objects.get_or_create(
            user=carys, role="chair", agency=cast.agency("police"), starts_on="2020-01-01"
        )
    return signed_in_client(cast, "carys", membership=chair)


def as_coordinator(cast):
    """Return a browser in which carys acts under her first membership, though she has two."""
    with as_owner():
        first = Membership.objects.get(user=cast.user("carys"), role="coordinator")
    return signed_in_client(cast, "carys", membership=first)


@pytest.mark.parametrize("name", ["A “bitter”", ""])
def test_from_a_page_that_offered_it_to_another_membership_it_leads_there(client, cast, name):
    """The membership was changed in another tab meanwhile."""
    sign_in_again(client, cast)
    offered = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    other, events = as_chair(cast), count_events()
    assert other.post("/fruit/?page=2", offered | {"name": name}).url == PAGE
    assert count_events() == events
    assert "You act under another membership now." in other.get(PAGE).content.decode()


def test_sent_too_late_by_another_membership_it_stays_as_it_is(client, cast):
    sign_in_again(client, cast)
    offered = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    (one,) = kept()
    other = as_chair(cast)
    assert send_too_late(other, sent=offered).url == "/sign-in/"
    assert "form_kept" not in newest_event().also
    assert b"What you wrote is not lost" in other.get("/sign-in/").content
    assert [again.pk for again in kept()] == [one.pk]
    page = as_chair(cast).get(PAGE).content.decode()
    assert OTHER in page and "bitter" not in page and 'name="check_first"' not in page
    assert "bitter" in as_coordinator(cast).get(PAGE).content.decode()


@pytest.mark.parametrize("name", ["Quince", SENT["name"]])
def test_what_its_page_sends_too_late_under_another_membership_is_kept_beside_it(
    client, cast, name
):
    send_too_late(as_chair(cast), sent=SENT | {"name": name})
    assert len(kept()) == 2
    browser, other = as_coordinator(cast), as_chair(cast)
    page, of_other = (one.get(PAGE).content.decode() for one in (browser, other))
    assert "bitter" in page and "Quince" not in page and OTHER in page
    events = count_events()
    assert other.post("/fruit/?page=2", fields_of(of_other, "/fruit/?page=2")).url == "/try/"
    # The same is not done by both.
    assert browser.post("/fruit/?page=2", fields_of(page, "/fruit/?page=2")).url == "/try/"
    assert count_events() == events + (1 if name == SENT["name"] else 2)


def test_a_place_of_another_membership_is_no_room(cast):
    first = signed_in_client(cast, "carys")
    for each in "1234567890":
        send_too_late(first, sent=SENT | {"form_token": each * 32})
    other = as_chair(cast)
    send_too_late(other, sent=SENT | {"form_token": "1" * 32})
    assert "10 forms wait for you already" in other.get("/sign-in/").content.decode()
    assert len(kept()) == 10


def test_after_its_membership_has_ended_no_other_sends_it(cast):
    """It is about a case, so it is not even shown any more."""
    path = f"/fruit/?case={case_at(cast, Stage.RESEARCH).pk}"
    client = signed_in_client(cast, "carys")
    send_too_late(client, path)
    sign_in_again(client, cast)
    offered = fields_of(client.get(PAGE).content.decode(), path)
    other = as_chair(cast)
    with as_owner(), unit_of_work(cast.actor("alex")):
        ended = Membership.objects.get(user=cast.user("carys"), role="coordinator")
        ended.starts_on, ended.ends_on = date(2020, 1, 1), date(2020, 2, 1)
        ended.save()
    events = count_events()
    assert other.post(path, offered).url == PAGE
    assert count_events() == events
    send_too_late(other, path, offered)
    assert len(kept()) == 1
    assert b"Nothing is waiting" in as_chair(cast).get(PAGE).content


def test_another_membership_is_not_told_of_which_page_it_is(cast):
    client = signed_in_client(cast, "carys")
    path = reverse("accept", args=[case_at(cast, Stage.TRIAGE).pk])
    send_too_late(client, path, {"reason": "x"})
    sign_in_again(client, cast)
    assert "Accept the referral" in client.get(PAGE).content.decode()
    page = as_chair(cast).get(PAGE).content.decode()
    assert OTHER in page and "Accept the referral" not in page
