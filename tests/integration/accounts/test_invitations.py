"""Somebody is invited to an agency."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from sharing import clock
from sharing.models import Agency, Membership, User
from sharing.operations import members
from sharing.unit import unit_of_work
from tests.integration.accounts.helpers import (
    INVITE,
    change,
    invite,
    link_in,
    membership_fields,
    url,
)
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import text

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
        | {"name": " petra  EXAMPLE ", "email": "PETRA@example.org"},
    )
    assert response.url == url("account", cast, "petra")
    assert User.objects.get(pk=cast.user("petra").pk).name == "Petra Example"
    assert b"Petra Example is invited." in alex.get(response.url).content
    run_jobs()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"standing": "acting"}, "An acting membership needs a last day"),
        ({"ends_on": date(2026, 1, 5)}, "must not be before the first"),
        ({"starts_on": date(1926, 1, 2)}, "The first day must not be more than a year ago"),
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


def test_the_address_of_a_colleague_under_another_name_is_asked_about(cast, alex):
    answer = invite(alex, cast, name="Dev Lock", email="petra@example.org", role="referrer")
    assert answer.status_code == 422
    assert "This address belongs to Petra Example, who works in this area" in text(answer)
    assert 'href="#id_name"' in text(answer)
    assert cast.user("petra").memberships.count() == 1
    own = invite(alex, cast, name="Dev Lock", email="alex@example.org")
    assert "This is your own account" in text(own)


def test_of_an_address_that_nobody_here_has_nothing_is_learnt(cast, alex):
    for email in ("nia@example.org", "new@example.org"):
        answer = invite(alex, cast, email=email)
        page = text(alex.get(answer.url))
        assert "Dev Lock is invited." in page and "Nia Example" not in page


def test_who_left_this_area_is_not_told_of_either(cast, alex):
    with unit_of_work(cast.actor("alex")):
        held = cast.memberships["petra"]
        held.ends_on = clock.today() - timedelta(days=1)
        held.save()
    assert invite(alex, cast, email="petra@example.org").status_code == 302


# The same membership twice.


TWICE = "They have this role in this agency on these days already"


def test_it_is_given_once(cast, alex):
    invite(alex, cast)
    assert TWICE in text(invite(alex, cast))
    person = User.objects.get(name="Dev Lock")
    address = reverse("give_membership", args=[person.pk])
    assert TWICE in text(alex.post(address, membership_fields(cast)))
    later = {"starts_on": clock.today() + timedelta(days=9)}
    assert TWICE in text(alex.post(address, membership_fields(cast, **later)))
    assert person.memberships.count() == 1


def test_days_after_the_last_are_another(cast, alex):
    last = clock.today() + timedelta(days=9)
    invite(alex, cast, ends_on=last)
    after = membership_fields(cast, starts_on=last + timedelta(days=1), ends_on=None)
    person = User.objects.get(name="Dev Lock")
    address = reverse("give_membership", args=[person.pk])
    assert alex.post(address, after).status_code == 302
    first, second = person.memberships.order_by("starts_on")
    answer = change(alex, first, ends_on=last + timedelta(days=1))
    assert answer.status_code == 422 and TWICE in text(answer)
    assert change(alex, first, ends_on=last - timedelta(days=1)).status_code == 302
    # One that comes before all that is there.
    before = membership_fields(
        cast,
        starts_on=clock.today() - timedelta(days=9),
        ends_on=clock.today() - timedelta(days=1),
    )
    assert alex.post(address, before).status_code == 302


def test_one_that_began_long_ago_is_changed_all_the_same(cast, alex):
    held = cast.memberships["petra"]
    assert change(alex, held, ends_on=clock.today()).status_code == 302
    answer = change(alex, held, starts_on=date(1926, 1, 2))
    assert answer.status_code == 422
    assert "The first day must not be more than a year ago" in text(answer)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kinds", [("police", "housing"), ("police", "police")])
def test_two_invite_the_same_person_at_once(cast, kinds):
    together = Barrier(2)
    clients = [signed_in_client(cast, "alex") for _kind in kinds]

    def one(client, kind):
        together.wait()
        try:
            agency = str(cast.agency(kind).pk)
            return invite(client, cast, role="referrer", agency_id=agency).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(one, clients, kinds))
    assert answers == ([302, 422] if kinds[0] == kinds[1] else [302, 302])
    assert User.objects.get(name="Dev Lock").memberships.count() == answers.count(302)
