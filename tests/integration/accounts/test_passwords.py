"""A link by mail sets a password, once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from sharing import clock
from sharing.models import CodeDevice, PasswordLink, User
from tests.doing import form_token
from tests.integration.accounts.helpers import invite, link_in, url
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.trail import newest_event

pytestmark = pytest.mark.urls("tests.pages")

NEW_PASSWORD = "several words without any link"


@pytest.fixture
def link(cast, alex):
    invite(alex, cast, role="referrer")
    run_jobs()
    return link_in(mail.outbox[0])


def set_password(client, link, password=NEW_PASSWORD, again=None):
    client.get(link, follow=True)
    return client.post("/password/", {"password": password, "again": again or password})


def test_setting_a_password_works(link, client):
    response = client.get(link)
    assert response.url == "/password/"
    assert b"Set your password" in client.get("/password/").content
    assert set_password(client, link).url == "/sign-in/"
    assert b"Your password is set" in client.get("/sign-in/").content
    response = client.post(
        "/sign-in/", {"email": "dev.lock@police.example", "password": NEW_PASSWORD}
    )
    assert response.url == "/sign-in/code/"
    assert client.get("/sign-in/code/").url == "/sign-in/set-up/"


def test_setting_a_password_records_event(link, client):
    set_password(client, link)
    event = newest_event()
    assert (event.code, event.user_id) == ("password_set", None)
    assert event.people == [User.objects.get(email="dev.lock@police.example").pk]


def test_the_link_works_once(link, client):
    set_password(client, link)
    other = Client()
    assert b"This link does not work any more" in other.get(link, follow=True).content
    response = set_password(other, link, "another long pass phrase")
    assert response.status_code == 422


def test_opening_the_link_uses_nothing_up(link, client):
    for _time in range(3):
        Client().get(link, follow=True)
    assert set_password(client, link).status_code == 302


def test_the_link_works_for_a_day(link, client):
    with clock.set_to(clock.now() + timedelta(hours=24, minutes=1)):
        assert b"does not work any more" in client.get(link, follow=True).content
        assert set_password(client, link).status_code == 422


def test_a_newer_link_replaces_it(cast, alex, link, client):
    person = User.objects.get(email="dev.lock@police.example")
    alex.post(reverse("send_link", args=[person.pk]), form_token())
    assert set_password(client, link).status_code == 422
    run_jobs()
    assert set_password(client, link_in(mail.outbox[1])).status_code == 302


def test_a_link_of_an_account_switched_off_does_nothing(link, client):
    User.objects.filter(email="dev.lock@police.example").update(is_active=False)
    assert set_password(client, link).status_code == 422


def test_a_made_up_link_does_nothing(cast, client):
    assert set_password(client, "/password/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 422
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not PasswordLink.objects.exists()


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("too short", None, "at least 15 characters"),
        ("dev.lock@police.example", None, "too similar to the"),
        ("passwordpassword", None, "a common password made longer"),
        (NEW_PASSWORD, "something else altogether", "not the same"),
        ("", "", "Enter a new password"),
    ],
)
def test_a_bad_password_is_refused(link, client, password, again, words):
    response = set_password(client, link, password, again)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert set_password(client, link).status_code == 302


def test_a_new_link_keeps_the_second_factor_and_ends_the_sessions(cast, alex):
    carys = signed_in_client(cast, "carys")
    address = url("send_link", cast, "carys")
    assert b"Their second factor stays" in alex.get(address).content
    assert alex.post(address, form_token()).url == url("account", cast, "carys")
    assert newest_event().code == "link_sent"
    run_jobs()
    assert carys.get("/try/").status_code == 200
    set_password(Client(), link_in(mail.outbox[0]))
    assert carys.get("/try/").url.startswith("/sign-in/")
    assert CodeDevice.objects.filter(user=cast.user("carys"), confirmed=True).exists()
