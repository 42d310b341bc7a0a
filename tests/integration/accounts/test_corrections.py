"""An administrator changes somebody's name or address, and they hear of it where they were."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from sharing import clock
from sharing.link_tokens import token_of
from sharing.models import AccountCorrection, Membership, User
from sharing.operations.password_links import make_link
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.accounts.helpers import correct, url
from tests.jobs import run_jobs
from tests.personas import PASSWORD
from tests.signing_in import device_of, signed_in_client
from tests.trail import newest_event
from tests.visits import hidden, text


def test_it_works(cast, alex):
    page = text(alex.get(url("account", cast, "petra")))
    assert 'href="' + url("correct_account", cast, "petra") in page
    answer = correct(alex, cast, name="Petra Ford", email="petra.ford@police.example")
    assert answer.url == url("account", cast, "petra")
    client = Client()
    sent = {"email": "petra@example.org", "password": PASSWORD}
    assert client.post("/sign-in/", sent).status_code == 422
    sent["email"] = "petra.ford@police.example"
    assert client.post("/sign-in/", sent).url == "/sign-in/code/"
    assert "Petra Ford" in text(alex.get(url("account", cast, "petra")))


def test_it_records_event_and_what_it_was(cast, alex):
    correct(alex, cast, email="petra.ford@police.example")
    event = newest_event()
    assert (event.code, event.people) == ("account_corrected", [cast.user("petra").pk])
    kept = AccountCorrection.objects.get()
    assert (kept.name_before, kept.email_before) == ("Petra Example", "petra@example.org")
    assert kept.corrected_by_id == cast.user("alex").pk


def test_it_is_told_at_the_earlier_address_too(cast, alex):
    device_of(cast.user("petra"))
    correct(alex, cast, email="petra.ford@police.example")
    run_jobs()
    assert [message.to[0] for message in mail.outbox] == [
        "petra.ford@police.example",
        "petra@example.org",
    ]
    for message in mail.outbox:
        for word in ("Petra", "Ford", "petra", "Alex", "Police"):
            assert word not in message.subject + message.body
        assert "changed the name or the e-mail address" in message.body


def test_a_new_name_is_told_once(cast, alex):
    correct(alex, cast, name="Petra Ford")
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["petra@example.org"]


def link_of(person):
    return reverse("open_password_link", args=[token_of(make_link(person).pk)])


def test_a_link_that_went_to_the_earlier_address_works_no_more(cast, alex):
    link = link_of(cast.user("petra"))
    correct(alex, cast, name="Petra Ford")
    assert b"Set your password" in Client().get(link, follow=True).content
    person = User.objects.get(pk=cast.user("petra").pk)
    page = alex.get(url("correct_account", cast, "petra"))
    sent = hidden(page) | {"name": person.name, "email": "petra.ford@police.example"}
    alex.post(url("correct_account", cast, "petra"), sent)
    assert b"does not work any more" in Client().get(link, follow=True).content


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Nothing is different from what it was"),
        ({"email": "NIA@example.org"}, "This address belongs to another account"),
        ({"email": "Police@LM.example"}, "This is the shared mailbox of an agency"),
        ({"name": ""}, "Enter the full name"),
    ],
)
def test_what_cannot_be_is_said(cast, alex, values, words):
    answer = correct(alex, cast, **values)
    assert answer.status_code == 422 and words in text(answer)
    assert not AccountCorrection.objects.exists()


def test_another_spelling_of_their_own_address_is_theirs(cast, alex):
    assert correct(alex, cast, email="Petra@example.org").status_code == 302


def test_two_administrators_do_not_overwrite_each_other(cast, alex):
    address = url("correct_account", cast, "petra")
    before = hidden(alex.get(address))
    correct(alex, cast, name="Petra Ford")
    answer = alex.post(address, before | {"name": "Petra Lock", "email": "petra@example.org"})
    assert answer.status_code == 422
    assert "You changed this elsewhere" in text(answer) and "Petra Ford" in text(answer)
    again = hidden(answer) | {"name": "Petra Lock", "email": "petra@example.org"}
    assert alex.post(address, again).status_code == 302
    assert User.objects.get(pk=cast.user("petra").pk).name == "Petra Lock"


def test_nobody_corrects_their_own_account(cast, alex):
    answer = correct(alex, cast, "alex", name="Alex Burn")
    assert answer.status_code == 422 and "This is your own account." in text(answer)


def test_the_account_of_somebody_who_works_elsewhere_is_not_for_one_area(cast, alex):
    with as_owner(), unit_of_work(cast.actor("alex")):
        Membership.objects.create(
            user=cast.user("nia"),
            agency=cast.agency("police"),
            role="representative",
            starts_on=clock.today(),
            invited_as="Somebody called Nia",
        )
    page = text(alex.get(url("correct_account", cast, "nia")))
    assert "Somebody called Nia" in page and "Nia Example" not in page
    answer = correct(alex, cast, "nia", name="Nia Lock")
    assert answer.status_code == 422
    assert "works in another area too" in text(answer) and "Nia Example" not in text(answer)


@pytest.mark.parametrize("who", ["carys", "petra", "odile"])
def test_it_is_for_administrators(cast, who):
    client = signed_in_client(cast, who)
    assert client.get(url("correct_account", cast, "wren")).status_code == 403
