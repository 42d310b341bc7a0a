"""What a second person confirmed is what holds: a change beyond it waits for them again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from sharing import clock
from sharing.models import CodeDevice, FactorReset, Membership
from tests.integration.accounts.helpers import (
    TO_DECIDE,
    change,
    correct,
    decide,
    decide_on,
    invite,
    propose,
    url,
)
from tests.jobs import run_jobs
from tests.signing_in import device_of
from tests.trail import newest_event
from tests.visits import hidden, text, words_of

pytestmark = pytest.mark.urls("tests.pages")

SOON, LATER = timedelta(days=9), timedelta(days=90)
OUTSIDE = "somebody@outside.example"
ANOTHER_FACTOR = "whoever reads the mail of a new address could sign in as them"


@pytest.fixture
def nell(cast, alex):
    """Invited as chair, and not confirmed yet."""
    invite(alex, cast, name="Nell Moor", email="nell@larkmere.example", role="chair")
    cast.memberships["nell"] = held = Membership.objects.get(user__name="Nell Moor")
    return held


# The address of somebody without a second factor.


def test_another_address_has_the_membership_wait_again(cast, alex, carys, nell):
    decide_on(carys, nell)
    assert ANOTHER_FACTOR in text(alex.get(url("correct_account", cast, "nell")))
    answer = correct(alex, cast, "nell", email=OUTSIDE)
    nell.refresh_from_db()
    assert nell.waits and nell.proposed_by == cast.user("alex") and nell.confirmed_by is None
    event = newest_event()
    assert (event.code, event.items) == ("account_corrected", [nell.pk])
    assert "membership_changed" in event.also
    page = words_of(alex.get(answer.url))
    assert "waits until a second person has seen the new address" in page
    assert "(waits for a second person)" in page
    run_jobs()
    assert [one for one in mail.outbox if "waits for your decision" in one.subject]
    assert OUTSIDE in text(carys.get(reverse("decide_membership", args=[nell.pk])))
    decide_on(carys, nell)
    nell.refresh_from_db()
    assert nell.is_live(clock.today())


def test_so_it_does_after_a_reset(cast, alex, carys):
    device_of(cast.user("chidi"))
    propose(alex, cast, "chidi")
    decide(carys)
    correct(alex, cast, "chidi", email=OUTSIDE)
    held = cast.memberships["chidi"]
    held.refresh_from_db()
    assert held.waits
    decide_on(carys, held)


def test_with_a_second_factor_another_address_lets_nobody_in(cast, alex):
    device_of(cast.user("chidi"))
    assert ANOTHER_FACTOR not in text(alex.get(url("correct_account", cast, "chidi")))
    answer = correct(alex, cast, "chidi", email=OUTSIDE)
    held = cast.memberships["chidi"]
    held.refresh_from_db()
    assert not held.waits
    assert "waits until a second person" not in words_of(alex.get(answer.url))


def test_another_name_or_a_role_of_one_person_waits_for_nobody(cast, alex, carys, nell):
    decide_on(carys, nell)
    correct(alex, cast, "nell", name="Nell Moore")
    nell.refresh_from_db()
    assert nell.is_live(clock.today())
    assert ANOTHER_FACTOR not in text(alex.get(url("correct_account", cast, "wren")))
    correct(alex, cast, "wren", email=OUTSIDE)
    held = cast.memberships["wren"]
    held.refresh_from_db()
    assert held.is_live(clock.today())


def test_one_that_has_ended_waits_for_nobody(cast, alex, carys, nell):
    decide_on(carys, nell, "refuse")
    assert ANOTHER_FACTOR not in text(alex.get(url("correct_account", cast, "nell")))
    assert correct(alex, cast, "nell", email=OUTSIDE).status_code == 302
    run_jobs()
    nell.refresh_from_db()
    assert nell.ends_on < clock.today()


# What the second person read is what they decide on.


def opened(client, address):
    """Return the fields of the page as it is now, to be sent later."""
    return hidden(client.get(address))


@pytest.mark.parametrize("decision", ["confirm", "refuse"])
@pytest.mark.parametrize(
    ("how", "now"),
    [
        (lambda today: {"role": "coordinator"}, "Coordinator"),
        (lambda today: {"ends_on": today + LATER}, "until"),
        (lambda today: {"email": OUTSIDE}, OUTSIDE),
    ],
)
def test_what_changed_meanwhile_is_not_confirmed_unread(
    cast, alex, carys, nell, how, now, decision
):
    address = reverse("decide_membership", args=[nell.pk])
    read = opened(carys, address)
    changes = how(clock.today())
    if "email" in changes:
        correct(alex, cast, "nell", **changes)
    else:
        change(alex, nell, **changes)
    answer = carys.post(address, read | {"decision": decision})
    page = words_of(answer)
    assert answer.status_code == 422
    assert "Somebody else changed this since you opened it" in page
    assert "Alex Example" in page and "read it again before you decide" in page
    assert now in page
    nell.refresh_from_db()
    assert nell.waits
    assert decide_on(carys, nell, decision).url == TO_DECIDE
    nell.refresh_from_db()
    assert nell.waits is (decision == "refuse")


@pytest.mark.parametrize("decision", ["agree", "refuse"])
def test_nor_is_a_reset_agreed_for_another_address(cast, alex, carys, decision):
    device = device_of(cast.user("petra"))
    propose(alex, cast)
    address = reverse("decide_reset", args=[FactorReset.objects.get().pk])
    assert "petra@example.org" in text(carys.get(address))
    read = opened(carys, address)
    correct(alex, cast, email=OUTSIDE)
    answer = carys.post(address, read | {"decision": decision})
    assert answer.status_code == 422
    page = words_of(answer)
    assert "Somebody else changed this since you opened it" in page and OUTSIDE in page
    assert CodeDevice.objects.filter(pk=device.pk).exists()
    assert decide(carys, decision).url == TO_DECIDE
    assert CodeDevice.objects.filter(pk=device.pk).exists() is (decision == "refuse")


# More than was confirmed.


@pytest.fixture
def acting(cast, alex, carys, nell):
    """Confirmed as acting chair until a day that is near."""
    change(alex, nell, standing="acting", ends_on=clock.today() + SOON)
    decide_on(carys, nell)
    nell.refresh_from_db()
    assert nell.is_live(clock.today())
    return nell


@pytest.mark.parametrize(
    "more",
    [
        lambda today: {"ends_on": today + LATER},
        lambda today: {"standing": "deputy", "ends_on": None},
        lambda today: {"standing": ""},
        lambda today: {"starts_on": today - SOON},
        lambda today: {"role": "coordinator"},
    ],
)
def test_more_than_was_confirmed_waits_again(cast, alex, carys, acting, more):
    address = reverse("change_membership", args=[acting.pk])
    assert "it gives no rights until a coordinator, chair or lead" in text(alex.get(address))
    change(alex, acting, **more(clock.today()))
    assert acting.waits and acting.proposed_by == cast.user("alex")
    decide_on(carys, acting)
    acting.refresh_from_db()
    assert acting.is_live(clock.today())


def test_less_waits_for_nobody(alex, acting):
    change(alex, acting, ends_on=clock.today())
    assert acting.is_live(clock.today()) and not acting.is_live(clock.today() + timedelta(days=1))


def test_one_to_come_that_becomes_less_stays_confirmed(cast, alex, carys, nell):
    change(alex, nell, starts_on=clock.today() + SOON)
    decide_on(carys, nell)
    nell.refresh_from_db()
    change(alex, nell, standing="deputy", ends_on=clock.today() + LATER)
    assert nell.is_live(clock.today() + SOON) and not nell.is_live(clock.today())


def test_one_that_waits_is_given_by_who_changed_it_last(cast, alex, nell):
    change(alex, nell, ends_on=clock.today() + SOON)
    assert nell.waits
