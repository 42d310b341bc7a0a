"""Memberships that read what others know take a second person."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from sharing import clock
from sharing.actor import Actor
from sharing.models import Membership
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import form_token
from tests.integration.accounts.helpers import (
    LIST,
    TO_DECIDE,
    change,
    decide_on,
    invite,
    membership_fields,
    url,
)
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.trail import newest_event

pytestmark = pytest.mark.urls("tests.pages")


@pytest.fixture
def ghost(cast, alex):
    """Invited as coordinator by one administrator alone."""
    invite(alex, cast, role="coordinator", agency_id=str(cast.agency("marac").pk))
    held = Membership.objects.select_related("user").get(user__name="Dev Lock")
    cast.memberships["ghost"] = held
    return held


@pytest.mark.parametrize(
    "role", ["coordinator", "chair", "lead", "idva", "representative", "administrator"]
)
def test_nobody_alone_makes_who_reads_what_others_know(cast, alex, role):
    invite(alex, cast, role=role)
    held = Membership.objects.get(user__name="Dev Lock")
    assert held.waits and not held.is_live(clock.today())
    cast.memberships["ghost"] = held
    answer = signed_in_client(cast, "ghost").get("/")
    assert answer.status_code == 403
    assert b"Your membership waits for a second person" in answer.content
    assert newest_event().reason == "not_confirmed"
    page = alex.get(LIST).content.decode()
    assert "(waits for a second person)" in page


def test_who_reads_only_what_they_wrote_waits_for_nobody(cast, alex):
    invite(alex, cast, role="referrer")
    assert Membership.objects.get(user__name="Dev Lock").is_live(clock.today())


def test_what_was_refused_does_not_wait(cast, carys, ghost):
    decide_on(carys, ghost, "refuse")
    answer = signed_in_client(cast, "ghost").get("/")
    assert b"Your membership has ended" in answer.content
    assert newest_event().reason == "no_membership"


def test_an_observer_alone_becomes_nothing_else(cast, alex):
    with as_owner(), unit_of_work(cast.actor("carys")):
        held = Membership.objects.create(
            user=cast.user("wren"),
            agency=cast.agency("housing"),
            role="observer",
            starts_on=clock.today(),
            admitted_to=cast.agency("marac").pk,
        )
    change(alex, held, role="representative")
    assert held.waits


@pytest.mark.parametrize("who", ["carys", "chidi", "odile"])
def test_a_second_person_confirms_it(cast, ghost, who):
    client = signed_in_client(cast, who)
    page = client.get(TO_DECIDE).content.decode()
    assert "Dev Lock" in page and "Given by Alex Example" in page
    address = reverse("decide_membership", args=[ghost.pk])
    page = client.get(address).content.decode()
    assert "dev.lock@police.example" in page and "Coordinator" in page
    assert decide_on(client, ghost).url == TO_DECIDE
    event = newest_event()
    assert (event.code, event.items) == ("membership_confirmed", [ghost.pk])
    assert event.people == [ghost.user_id]
    ghost.refresh_from_db()
    assert (ghost.confirmed_by, ghost.proposed_by) == (cast.user(who), cast.user("alex"))
    assert ghost.is_live(clock.today())
    assert b"Nothing waits for you." in client.get(TO_DECIDE).content
    assert decide_on(client, ghost).status_code == 404


def test_it_can_be_refused(cast, carys, ghost):
    decide_on(carys, ghost, "refuse")
    assert newest_event().code == "membership_refused"
    ghost.refresh_from_db()
    assert ghost.waits and not ghost.is_live(clock.today())
    assert b"Nothing waits for you." in carys.get(TO_DECIDE).content


@pytest.mark.parametrize(
    ("who", "status"), [("alex", 403), ("petra", 403), ("ines", 403), ("nia", 404)]
)
def test_a_membership_is_confirmed_by_keepers_and_lead_of_its_area(cast, ghost, who, status):
    client = signed_in_client(cast, who)
    assert client.get(reverse("decide_membership", args=[ghost.pk])).status_code == status
    assert decide_on(client, ghost).status_code == status
    assert newest_event().outcome == "refused"


def test_neither_who_gave_it_nor_whose_it_is_confirms_it(cast, alex):
    with as_owner(), unit_of_work(cast.actor("carys")):
        chair = Membership.objects.create(
            user=cast.user("alex"),
            agency=cast.agency("marac"),
            role="chair",
            starts_on="2020-01-01",
        )
    alex = signed_in_client(cast, "alex", membership=cast.memberships["alex"])
    alex.post(url("give_membership", cast, "odile"), membership_fields(cast, role="idva"))
    held = Membership.objects.get(role="idva", user=cast.user("odile"))
    clients = (
        signed_in_client(cast, "alex", membership=chair),
        signed_in_client(cast, "odile", membership=cast.memberships["odile"]),
    )
    for client in clients:
        page = client.get(reverse("decide_membership", args=[held.pk])).content
        assert b"It waits for a second person" in page and b"Record the decision" not in page
        response = decide_on(client, held)
        assert response.status_code == 422
        assert b"It takes a second person" in response.content


@pytest.mark.parametrize("by", ["alex", "petra"])
def test_the_database_knows_it_too(cast, alex, by):
    alex.post(url("give_membership", cast, "petra"), membership_fields(cast, role="chair"))
    held = Membership.objects.get(user=cast.user("petra"), role="chair")
    held.confirmed_by, held.confirmed_at = cast.user(by), clock.now()
    with pytest.raises(IntegrityError), unit_of_work(cast.actor("carys")), transaction.atomic():
        held.save()


def test_a_change_to_such_a_role_waits_too(cast, alex):
    held = cast.memberships["petra"]
    change(alex, held, role="coordinator")
    assert held.waits and held.proposed_by == cast.user("alex")
    change(alex, held, role="referrer")
    assert held.is_live(clock.today()) and held.proposed_by is None


def test_one_that_had_ended_waits_when_it_is_taken_up_again(cast, alex, carys):
    held = cast.memberships["chidi"]
    change(alex, held, ends_on=clock.today() + timedelta(days=9))
    assert held.is_live(clock.today()), "a longer time for who is chair already"
    alex.post(reverse("end_membership", args=[held.pk]), form_token())
    held.refresh_from_db()
    change(alex, held, ends_on=None)
    assert held.waits
    decide_on(carys, held)
    held.refresh_from_db()
    assert held.is_live(clock.today())


def test_who_can_confirm_is_told_and_nothing_more(cast, ghost, carys):
    run_jobs()
    told = [message for message in mail.outbox if "waits for your decision" in message.subject]
    assert sorted(address for message in told for address in message.to) == [
        "carys@example.org", "chidi@example.org", "odile@example.org",
    ]  # fmt: skip
    for word in ("Dev", "Lock", "Police", "Larkmere", "Alex", "coordinator."):
        assert all(word not in message.subject + message.body for message in told)
    assert TO_DECIDE in told[0].body


def test_the_first_coordinator_is_confirmed_at_the_console(cast, ghost):
    with pytest.raises(CommandError, match="somebody who can confirm it"):
        call_command("confirm_first_coordinator", ghost.user.email)
    with pytest.raises(CommandError, match="waits for this person"):
        call_command("confirm_first_coordinator", "carys@example.org")
    with unit_of_work(Actor.system("seed")):
        for who in ("carys", "chidi", "odile"):
            held = cast.memberships[who]
            held.ends_on = clock.today() - timedelta(days=1)
            held.save()
    call_command("confirm_first_coordinator", ghost.user.email.upper(), stdout=StringIO())
    ghost.refresh_from_db()
    assert ghost.is_live(clock.today()) and ghost.confirmed_by is None
    event = newest_event()
    assert (event.code, event.role, event.areas) == (
        "membership_confirmed", "console", [cast.area.pk],
    )  # fmt: skip
