"""Somebody is invited to an agency."""

from datetime import date
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from sharing import clock
from sharing.models import Agency, Membership, User
from sharing.operations import members
from sharing.unit import unit_of_work
from tests.integration.accounts.helpers import INVITE, invite, link_in, membership_fields, url
from tests.jobs import run_jobs
from tests.trail import newest_event

pytestmark = pytest.mark.urls("tests.pages")


def test_inviting_works(cast, alex):
    assert alex.get(INVITE).status_code == 200
    response = invite(alex, cast)
    person = User.objects.get(email="dev.lock@police.example")
    assert response.url == reverse("account", args=[person.pk])
    held = person.memberships.get()
    assert (held.role, held.agency, held.starts_on) == (
        "representative", cast.agency("police"), clock.today(),
    )  # fmt: skip
    assert not person.has_usable_password()


def test_inviting_records_event(cast, alex):
    invite(alex, cast)
    event = newest_event()
    assert event.code == "person_invited"
    assert event.people == [User.objects.get(email="dev.lock@police.example").pk]


def test_the_mail_says_nothing_but_the_link(cast, alex):
    invite(alex, cast, role="referrer")
    assert mail.outbox == []
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["dev.lock@police.example"]
    for word in ("Dev", "Lock", "Police", "Larkmere", "Carys", "Alex"):
        assert word not in message.subject + message.body


def test_the_token_is_not_kept(cast, alex):
    invite(alex, cast)
    run_jobs()
    token = link_in(mail.outbox[0]).rstrip("/").rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM sharing_passwordlink l")
        kept = cursor.fetchall()
        cursor.execute("SELECT t::text FROM django_tasks_database_dbtaskresult t")
        kept += cursor.fetchall()
    assert token not in str(kept) and len(token) >= 22


def test_somebody_with_an_account_gets_the_membership_only(cast, alex):
    response = alex.post(
        INVITE,
        membership_fields(cast, role="referrer")
        | {"name": "Somebody", "email": "PETRA@example.org"},
    )
    assert response.url == url("account", cast, "petra")
    assert User.objects.get(pk=cast.user("petra").pk).name == "Petra Example"
    assert b"Petra Example" in alex.get(response.url).content
    run_jobs()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"standing": "acting"}, "An acting membership needs a last day"),
        ({"ends_on": date(2026, 1, 5)}, "must not be before the first"),
        ({"role": "observer"}, "Select one of the choices"),
        ({"role": ""}, "Choose a role"),
        ({"agency_id": ""}, "Choose an agency"),
        ({"agency_id": str(uuid4())}, "Select one of the choices"),
        ({"email": "no address"}, "Enter an e-mail address, like"),
        ({"email": "POLICE@lm.example"}, "This is the shared mailbox of an agency"),
    ],
)
def test_a_bad_invitation_is_refused_and_keeps_what_was_typed(cast, alex, changes, words):
    response = alex.post(
        INVITE,
        {"name": "Dev Lock", "email": "d@police.example"} | membership_fields(cast, **changes),
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page and "Dev Lock" in page
    assert not User.objects.filter(name="Dev Lock").exists()


def test_sent_twice_it_invites_once(cast, alex):
    sent = membership_fields(cast, role="referrer") | {
        "name": "Dev Lock",
        "email": "d@police.example",
    }
    first, second = alex.post(INVITE, sent), alex.post(INVITE, sent)
    assert first.url == second.url
    assert Membership.objects.filter(user__name="Dev Lock").count() == 1
    run_jobs()
    assert len(mail.outbox) == 1


def test_an_agency_of_another_area_is_not_given(cast):
    with unit_of_work(cast.actor("alex")) as work, pytest.raises(Agency.DoesNotExist):
        members.give_membership(
            actor=work.actor,
            user_id=cast.user("carys").pk,
            agency_id=cast.memberships["nia"].agency_id,
            role="chair",
            standing="",
            starts_on=clock.today(),
            ends_on=None,
        )
