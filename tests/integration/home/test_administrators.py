"""An administrator of accounts sees first whom to ask and whom to invite again."""

from datetime import timedelta

import pytest

from sharing import clock
from sharing.models import User
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.accounts.helpers import invite, propose
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import words_of


@pytest.fixture
def alex(cast):
    return signed_in_client(cast, "alex")


def home_of(cast, who="alex"):
    return words_of(signed_in_client(cast, who).get("/"))


def ends(cast, who, days):
    held = cast.memberships[who]
    with as_owner(), unit_of_work(cast.actor("alex")):
        held.ends_on = clock.today() + timedelta(days=days)
        held.save()
    return held


def test_an_area_in_order_says_what_will_stand_here(cast):
    page = home_of(cast)
    assert "Nothing is due. Memberships stand here 30 days before they end" in page
    assert "0 memberships end within 30 days" in page
    assert "0 memberships and resets wait for a second person" in page


def test_a_membership_that_ends_is_asked_about(cast):
    held = ends(cast, "petra", 30)
    ends(cast, "rowan", 31)
    page = home_of(cast)
    assert "Petra Example, Representative, Police The membership ends." in page
    assert "Rowan Example" not in page
    assert "1 membership ends within 30 days" in page
    event = newest_event()
    assert (event.code, event.people) == ("home_seen", [held.user_id])


def test_a_membership_that_ended_is_not(cast):
    ends(cast, "petra", -1)
    assert "Petra Example" not in home_of(cast)


def test_who_did_not_take_up_an_invitation_gets_a_new_link(cast, alex):
    invite(alex, cast)
    run_jobs()
    assert "Dev Lock" not in home_of(cast), "the link still works"
    with clock.set_to(clock.now() + timedelta(hours=25)):
        client = signed_in_client(cast, "alex")
        page = client.get("/")
        assert "Dev Lock Invited, and no password is set: the link is too old." in words_of(page)
        person = User.objects.get(name="Dev Lock")
        assert f'href="/accounts/{person.pk}/link/"' in page.content.decode()
        User.objects.filter(pk=person.pk).update(is_active=False)
        assert "Dev Lock" not in words_of(client.get("/")), "switched off"


def test_what_waits_for_a_second_person_is_counted(cast, alex):
    invite(alex, cast, role="chair")
    propose(alex, cast)
    assert "2 memberships and resets wait for a second person" in home_of(cast)


def test_another_area_is_another_matter(cast, alex):
    ends(cast, "nia", 3)
    assert "Nia Example" not in home_of(cast)
