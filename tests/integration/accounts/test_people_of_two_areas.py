"""Whoever works in two areas is changed by neither alone, and told to neither."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from sharing import clock
from sharing.actor import Actor
from sharing.models import FactorReset, Membership, PasswordLink, User
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import form_token
from tests.integration.accounts.helpers import (
    LIST,
    TO_DECIDE,
    decide,
    invite,
    membership_fields,
    propose,
    url,
)
from tests.jobs import run_jobs
from tests.signing_in import device_of
from tests.visits import words_of

pytestmark = pytest.mark.urls("tests.pages")


def main_part(client, address, person):
    page = client.get(address).content.decode().split("<main")[1].split("</main>")[0]
    return page.replace(str(person.pk), "id").replace(person.email.lower(), "address")


@pytest.fixture
def guest(cast, alex):
    """Nia, coordinator of Northwold, invited to Larkmere by an administrator who knows nothing."""
    device_of(cast.user("nia"))
    User.objects.filter(pk=cast.user("nia").pk).update(last_login=clock.now())
    response = invite(alex, cast, name="Dev Lock", email="nia@example.org", role="referrer")
    assert response.url == url("account", cast, "nia")
    return cast.user("nia")


def without_memberships(page):
    """Memberships are named by their identifiers, which differ."""
    return re.sub(r"/memberships/[0-9a-f-]+/", "/memberships/id/", page)


def test_an_invitation_does_not_tell_who_has_an_account(cast, alex, guest):
    invite(alex, cast, email="new@example.org", role="referrer")
    said = words_of(alex.get(LIST))  # on the next page, whichever it is
    assert said.count("Dev Lock is invited.") == 2
    new = User.objects.get(email="new@example.org")
    for name in ("account", "give_membership", "send_link", "propose_reset", "switch_off"):
        pages = {
            re.sub(
                r'name="(form_token|csrfmiddlewaretoken)" value="[^"]+"',
                "",
                without_memberships(main_part(alex, reverse(name, args=[one.pk]), one)),
            )
            for one in (guest, new)
        }
        assert len(pages) == 1, name
    page = alex.get(LIST).content.decode()
    assert "Nia Example" not in page and page.count("Dev Lock") == 2
    found = alex.post(LIST, {"sought": "Nia Ex"}).content.decode()
    assert "Nobody of this area has such a name" in found
    run_jobs()
    assert [message.to for message in mail.outbox] == [["new@example.org"]]


@pytest.mark.parametrize("name", ["send_link", "switch_off", "switch_on", "propose_reset"])
def test_an_account_is_not_changed_by_one_of_two_areas(cast, alex, guest, name):
    response = alex.post(reverse(name, args=[guest.pk]), form_token() | {"checked": "called back"})
    assert response.status_code == 422
    assert b"This person works in another area too" in response.content
    assert User.objects.get(pk=guest.pk).is_active
    assert not FactorReset.objects.exists() and not PasswordLink.objects.exists()


def test_a_membership_to_come_elsewhere_counts(cast, alex):
    with as_owner(), unit_of_work(Actor.system("seed")):
        Membership.objects.create(
            user=cast.user("petra"),
            agency=cast.memberships["nia"].agency,
            role="referrer",
            starts_on=clock.today() + timedelta(days=9),
        )
    assert alex.post(url("switch_off", cast, "petra"), form_token()).status_code == 422
    assert b"Petra Example" in alex.get(LIST).content, "whom the area knows it goes on to know"


def test_a_guest_gets_further_memberships_and_loses_them(cast, alex, guest):
    address = reverse("give_membership", args=[guest.pk])
    assert alex.post(address, membership_fields(cast)).status_code == 302
    assert b"Nia Example" not in alex.get(LIST).content
    for held in guest.memberships.filter(agency__area=cast.area):
        alex.post(reverse("end_membership", args=[held.pk]), form_token())
        held.refresh_from_db()
        assert not held.is_live(clock.today())


def test_who_works_nowhere_else_any_more_is_no_guest(cast, alex, guest):
    with unit_of_work(Actor.system("seed")):
        held = cast.memberships["nia"]
        held.ends_on = clock.today() - timedelta(days=1)
        held.save()
    assert b"Nia Example" in alex.get(LIST).content
    assert alex.post(reverse("switch_off", args=[guest.pk]), form_token()).status_code == 302


def test_no_area_decides_on_the_reset_of_who_works_elsewhere_since(cast, alex, carys):
    propose(alex, cast)
    with as_owner(), unit_of_work(Actor.system("seed")):
        Membership.objects.create(
            user=cast.user("petra"),
            agency=cast.memberships["nia"].agency,
            role="referrer",
            starts_on="2020-01-01",
        )
    assert b"Nothing waits for you." in carys.get(TO_DECIDE).content
    assert decide(carys).status_code == 404
