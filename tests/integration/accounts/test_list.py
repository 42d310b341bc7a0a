"""The people of an area, looked at by who manages their accounts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sharing import clock
from sharing.actor import Actor
from sharing.models import Membership, User
from sharing.operations import members
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.integration.accounts.helpers import INVITE, LIST, membership_fields, url
from tests.signing_in import device_of, signed_in_client
from tests.trail import newest_event

pytestmark = pytest.mark.urls("tests.pages")


@pytest.mark.parametrize("who", ["carys", "chidi", "petra", "odile", "wren"])
@pytest.mark.parametrize("address", [LIST, INVITE])
def test_it_is_for_administrators(cast, who, address):
    assert signed_in_client(cast, who).get(address).status_code == 403
    event = newest_event()
    assert (event.code, event.reason) == ("accounts_seen", "not_in_role")


NAMES = ["account", "give_membership", "send_link", "switch_off", "switch_on", "propose_reset"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["nia", "unknown"])
def test_people_of_another_area_are_not_there(cast, alex, name, who):
    user_id = cast.user("nia").pk if who == "nia" else uuid4()
    address = reverse(name, args=[user_id])
    assert alex.get(address).status_code == 404
    sent = membership_fields(cast) | {"checked": "called back"}
    assert alex.post(address, sent).status_code in (404, 405)
    assert newest_event().outcome == "refused"


@pytest.mark.parametrize("name", ["change_membership", "end_membership"])
def test_memberships_of_another_area_are_not_there(cast, alex, name):
    address = reverse(name, args=[cast.memberships["nia"].pk])
    assert alex.get(address).status_code == 404
    sent = membership_fields(cast) | {"version": "1"}
    assert alex.post(address, sent).status_code == 404


def test_nobody_changes_their_own_account(cast, alex):
    page = alex.get(url("account", cast, "alex")).content.decode()
    assert "This is your own account." in page and "Switch the account off" not in page
    for name in ("switch_off", "send_link", "propose_reset", "give_membership"):
        sent = membership_fields(cast) | {"checked": "called back"}
        response = alex.post(url(name, cast, "alex"), sent)
        assert response.status_code == 422
        assert b"This is your own account." in response.content
    own = cast.memberships["alex"].pk
    for name in ("change_membership", "end_membership"):
        sent = membership_fields(cast, role="coordinator") | {"version": "1"}
        assert alex.post(reverse(name, args=[own]), sent).status_code == 422
    sent = membership_fields(cast, role="coordinator")
    response = alex.post(INVITE, sent | {"name": "Alex", "email": "ALEX@example.org"})
    assert response.status_code == 422


def test_the_list_works(cast, alex):
    page = alex.get(LIST).content.decode()
    assert "Carys Example" in page and "Coordinator, MARAC team" in page
    assert "Nia Example" not in page
    event = newest_event()
    assert event.code == "accounts_seen"
    assert cast.user("carys").pk in event.people and cast.user("nia").pk not in event.people


@pytest.mark.parametrize("sought", ["caRYS", "carys@example"])
def test_it_finds_by_name_or_address(alex, sought):
    page = alex.post(LIST, {"sought": sought}).content.decode()
    assert "Carys Example" in page and "Chidi Example" not in page
    assert "1 person" in page


def test_it_says_when_nobody_is_found(alex):
    assert b"Nobody of this area has such a name" in alex.post(LIST, {"sought": "zz"}).content


def test_an_odd_search_shows_everybody(alex):
    assert b"Carys Example" in alex.post(LIST, {"sought": "z" * 101}).content


def test_ten_times_the_people_need_no_more_queries(cast, alex):
    alex.get(LIST)
    with CaptureQueriesContext(connection) as few:
        alex.get(LIST)
    with as_owner(), unit_of_work(cast.actor("alex")):
        for number in range(90):
            user = User.objects.create(email=f"{number}@example.org", name=f"Person {number}")
            Membership.objects.create(
                user=user, agency=cast.agency("police"), role="referrer", starts_on="2020-01-01"
            )
    with CaptureQueriesContext(connection) as many:
        assert b"99 people" in alex.get(LIST).content
    assert len(many) == len(few) <= 25


def test_it_says_how_each_account_stands(cast, alex):
    for who in ("carys", "chidi", "petra", "wren"):
        device_of(cast.user(who))
    User.objects.filter(pk=cast.user("chidi").pk).update(is_active=False)
    User.objects.filter(pk=cast.user("petra").pk).update(password="!none")
    with unit_of_work(cast.actor("alex")) as work:
        members.propose_reset(actor=work.actor, user_id=cast.user("wren").pk, checked="called back")
        for who, dates in {
            "ines": {"starts_on": clock.today() + timedelta(days=9)},
            "odile": {"ends_on": clock.today() - timedelta(days=9)},
            "rowan": {"ends_on": clock.today() + timedelta(days=9), "standing": "deputy"},
        }.items():
            for name, value in dates.items():
                setattr(cast.memberships[who], name, value)
            cast.memberships[who].save()
    page = alex.get(LIST).content.decode()
    for words in (
        "In use", "Switched off", "Invited", "No second factor yet",
        "waits for a second person", "from ", "ended ", "until ", "(Deputy)",
    ):  # fmt: skip
        assert words in page


def test_one_account_works(cast, alex):
    page = alex.get(url("account", cast, "carys")).content.decode()
    assert "carys@example.org" in page and "Never" in page and "Switch the account off" in page
    User.objects.filter(pk=cast.user("carys").pk).update(is_active=False, last_login=clock.now())
    page = alex.get(url("account", cast, "carys")).content.decode()
    assert "Switch the account on" in page and "Never" not in page
    assert newest_event().people == [cast.user("carys").pk]


def test_a_job_manages_no_accounts(cast):
    actor = Actor.system("reminders")
    with pytest.raises(Refused), unit_of_work(actor):
        members.switch_off(actor=actor, user_id=cast.user("petra").pk)
    with pytest.raises(TypeError):
        assert actor.person_id
