"""Memberships are given, changed and ended."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sharing import clock
from sharing.models import Membership
from tests.conftest import as_owner
from tests.doing import form_token
from tests.integration.accounts.helpers import invite, membership_fields, url
from tests.signing_in import signed_in_client
from tests.trail import newest_event

pytestmark = pytest.mark.urls("tests.pages")


def test_giving_a_membership_works(cast, alex):
    address = url("give_membership", cast, "petra")
    assert alex.get(address).status_code == 200
    sent = membership_fields(cast, role="chair", agency_id=str(cast.agency("marac").pk))
    assert alex.post(address, sent).url == url("account", cast, "petra")
    assert cast.user("petra").memberships.count() == 2
    assert newest_event().code == "membership_given"


def test_changing_a_membership_works(cast, alex):
    held = cast.memberships["petra"]
    address = reverse("change_membership", args=[held.pk])
    form = alex.get(address).context["form"]
    sent = membership_fields(cast, role="chair", standing="acting", ends_on=clock.today())
    response = alex.post(address, sent | {"version": form["version"].value()})
    assert response.url == url("account", cast, "petra")
    held.refresh_from_db()
    assert (held.role, held.standing, held.ends_on) == ("chair", "acting", clock.today())
    event = newest_event()
    assert (event.code, event.items) == ("membership_changed", [held.pk])
    with as_owner():
        assert held.history.count() == 2


def test_the_second_of_two_editors_sees_both(cast, alex):
    held = cast.memberships["petra"]
    address = reverse("change_membership", args=[held.pk])
    version = {"version": alex.get(address).context["form"]["version"].value()}
    alex.post(address, membership_fields(cast, role="chair") | version)
    response = alex.post(address, membership_fields(cast, role="idva") | version)
    page = response.content.decode()
    assert response.status_code == 422
    assert "You changed this elsewhere" in page
    held.refresh_from_db()
    assert held.role == "chair"
    version = {"version": response.context["form"]["version"].value()}
    alex.post(address, membership_fields(cast, role="idva") | version)
    held.refresh_from_db()
    assert held.role == "idva"


def test_ending_a_membership_works_at_the_next_request(cast, alex):
    petra = signed_in_client(cast, "petra")
    assert b"Representative" in petra.get("/try/").content
    address = reverse("end_membership", args=[cast.memberships["petra"].pk])
    assert b"End it" in alex.get(address).content
    assert alex.post(address, form_token()).url == url("account", cast, "petra")
    assert newest_event().code == "membership_ended"
    assert petra.get("/try/").content.decode() == "Petra Example, , "


def test_one_that_began_today_ends_too(cast, alex):
    invite(alex, cast)
    held = Membership.objects.get(user__name="Dev Lock")
    alex.post(reverse("end_membership", args=[held.pk]), form_token())
    held.refresh_from_db()
    assert not held.is_live(clock.today())


def ended(day):
    return f"ended {day.day} {day:%B %Y}"


def test_one_ended_at_once_is_said_to_have_ended_on_that_day(cast, alex):
    signed_in_client(cast, "petra").get("/try/")
    alex.post(reverse("end_membership", args=[cast.memberships["petra"].pk]), form_token())
    yesterday = clock.today() - timedelta(days=1)
    for address in (url("account", cast, "petra"), reverse("accounts")):
        page = alex.get(address).content.decode()
        assert ended(clock.today()) in page
        assert ended(yesterday) not in page


def test_one_with_a_last_day_is_said_to_have_ended_on_it(cast, alex):
    held, last = cast.memberships["petra"], clock.today() + timedelta(days=3)
    address = reverse("change_membership", args=[held.pk])
    version = alex.get(address).context["form"]["version"].value()
    alex.post(address, membership_fields(cast, ends_on=last) | {"version": version})
    with clock.set_to(clock.now() + timedelta(days=5)):
        client = signed_in_client(cast, "alex")
        page = client.get(url("account", cast, "petra")).content.decode()
    assert ended(last) in page


def test_one_that_has_ended_is_not_ended_again(cast, alex):
    address = reverse("end_membership", args=[cast.memberships["petra"].pk])
    assert address in alex.get(url("account", cast, "petra")).content.decode()
    alex.post(address, form_token())
    today = clock.today()
    with clock.set_to(clock.now() + timedelta(days=5)):
        client = signed_in_client(cast, "alex")
        client.post(address, form_token())
        page = client.get(url("account", cast, "petra")).content.decode()
    assert address not in page
    assert ended(today) in page
