"""A lost second factor is reset by two people."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from sharing import clock
from sharing.models import CodeDevice, FactorReset, Membership, RecoveryCode
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.accounts.helpers import TO_DECIDE, decide, propose, url
from tests.jobs import run_jobs
from tests.signing_in import device_of, signed_in_client
from tests.trail import newest_event

pytestmark = pytest.mark.urls("tests.pages")


def test_a_reset_takes_two_people(cast, alex, carys):
    petra = signed_in_client(cast, "petra")
    RecoveryCode(user=cast.user("petra"), name="Recovery codes").keep(["AAAA"])
    assert alex.get(url("propose_reset", cast, "petra")).status_code == 200
    assert propose(alex, cast).url == url("account", cast, "petra")
    assert newest_event().code == "reset_proposed"
    assert petra.get("/try/").status_code == 200
    assert "Petra Example" in carys.get(TO_DECIDE).content.decode()
    reset = FactorReset.objects.get()
    page = carys.get(reverse("decide_reset", args=[reset.pk])).content.decode()
    assert "called back by the switchboard" in page and "Alex Example" in page
    assert decide(carys).url == TO_DECIDE
    assert newest_event().code == "reset_agreed"
    assert petra.get("/try/").url.startswith("/sign-in/")
    assert not CodeDevice.objects.filter(user=cast.user("petra")).exists()
    assert not RecoveryCode.objects.filter(user=cast.user("petra")).exists()
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["petra@example.org"]
    assert "Petra" not in message.body


def test_a_reset_can_be_refused(cast, alex, carys):
    device_of(cast.user("petra"))
    propose(alex, cast)
    decide(carys, "refuse")
    assert newest_event().code == "reset_refused"
    assert CodeDevice.objects.filter(user=cast.user("petra")).exists()
    assert b"Nothing waits for you." in carys.get(TO_DECIDE).content


def test_a_reset_is_decided_once(cast, alex, carys):
    propose(alex, cast)
    decide(carys, "refuse")
    assert decide(carys).status_code == 404
    assert newest_event().outcome == "refused"


def test_a_reset_is_asked_for_once(cast, alex):
    propose(alex, cast)
    response = propose(alex, cast)
    assert response.status_code == 422
    assert b"asked for already" in response.content


def test_a_reset_waits_for_a_day(cast, alex):
    propose(alex, cast)
    with clock.set_to(clock.now() + timedelta(hours=25)):
        carys = signed_in_client(cast, "carys")
        assert b"Nothing waits for you." in carys.get(TO_DECIDE).content
        assert decide(carys).status_code == 404
        assert propose(signed_in_client(cast, "alex"), cast).status_code == 302


def test_nobody_agrees_to_their_own_reset(cast, alex, carys):
    propose(alex, cast, "carys")
    address = reverse("decide_reset", args=[FactorReset.objects.get().pk])
    page = carys.get(address).content
    assert b"It waits for another coordinator" in page and b"Record the decision" not in page
    response = decide(carys)
    assert response.status_code == 422
    assert b"A reset takes two people" in response.content


def test_whoever_asked_does_not_agree(cast):
    """A person who is administrator and chair asks as one and cannot agree as the other."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        chair = Membership.objects.create(
            user=cast.user("alex"),
            agency=cast.agency("marac"),
            role="chair",
            starts_on="2020-01-01",
        )
    propose(signed_in_client(cast, "alex", membership=cast.memberships["alex"]), cast)
    assert decide(signed_in_client(cast, "alex", membership=chair)).status_code == 422


@pytest.mark.parametrize("who", ["alex", "petra", "odile"])
def test_resets_are_decided_by_coordinator_or_chair(cast, alex, who):
    propose(alex, cast)
    client = signed_in_client(cast, who)
    page = client.get(TO_DECIDE)
    # The lead decides on memberships.
    assert page.status_code == (200 if who == "odile" else 403)
    assert b"Resets of second factors" not in page.content
    assert decide(client).status_code == 403


def test_resets_of_another_area_are_not_there(cast, alex):
    propose(alex, cast)
    nia = signed_in_client(cast, "nia")
    assert b"Nothing waits for you." in nia.get(TO_DECIDE).content
    assert decide(nia).status_code == 404
