"""Signing in with e-mail and password, and out again."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sharing import audit, sessions
from sharing.models import PortalSession, User
from tests.personas import PASSWORD
from tests.signing_in import device_of, good_code, signed_in_client
from tests.trail import count_events, newest_event

pytestmark = pytest.mark.urls("tests.pages")

URL = "/sign-in/"


def sign_in(client, email="carys@example.org", password=PASSWORD, **more):
    address = more.pop("address", "192.0.2.1")
    sent = {"email": email, "password": password, **more}
    return client.post(URL, sent, REMOTE_ADDR=address)


def test_it_works(cast, client):
    response = sign_in(client)
    assert response.status_code == 302
    assert response.url == reverse("second_factor")
    assert client.session[SESSION_KEY] == str(cast.user("carys").pk)


def test_it_shows_one_heading_and_the_cursor_is_not_stolen(cast, client):
    page = client.get(URL).content.decode()
    assert page.count("<h1") == 1
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page


def test_it_records_event(cast, client):
    sign_in(client)
    event = newest_event()
    assert (event.code, event.outcome) == ("password_given", "allowed")
    assert (event.user_id, event.people) == (None, [cast.user("carys").pk])


def test_the_address_may_be_written_in_capitals(cast, client):
    assert sign_in(client, email="CARYS@Example.org").status_code == 302


def test_one_factor_opens_nothing_but_the_second(cast, client):
    sign_in(client)
    response = client.get("/try/")
    assert (response.status_code, response.url) == (302, reverse("second_factor"))


WRONG = {
    "wrong password": {"password": "not the one at all"},
    "unknown": {"email": "nobody@example.org"},
    "switched off": {"email": "petra@example.org"},
    "invited": {"email": "hal@example.org"},
}


@pytest.mark.parametrize("kind", WRONG)
def test_it_answers_alike_whatever_is_wrong(cast, client, kind):
    User.objects.filter(email="petra@example.org").update(is_active=False)
    invited = User.objects.get(email="hal@example.org")
    invited.set_unusable_password()
    invited.save(update_fields=["password"])
    response = sign_in(client, **WRONG[kind])
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_email">The e-mail address or the password is not right</a>' in page
    assert PASSWORD not in page
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("kind", WRONG)
def test_it_hashes_a_password_whatever_is_wrong(cast, client, kind, monkeypatch):
    """So that the time tells nothing either."""
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *what, **how: hashed.append(1) or encode(*what, **how)
    )
    User.objects.filter(email="petra@example.org").update(is_active=False)
    sign_in(client, **WRONG[kind])
    assert hashed


def test_it_records_a_failure_and_whom_it_concerns(cast, client):
    sign_in(client, email="Carys@example.org", password="not the one at all")
    event = newest_event()
    assert (event.code, event.outcome) == ("sign_in_failed", "refused")
    assert event.reason == "wrong_sign_in"
    assert event.people == [cast.user("carys").pk]
    sign_in(client, email="nobody@example.org")
    assert (newest_event().code, newest_event().people) == ("sign_in_failed", [])


@pytest.mark.parametrize("sent", [{"email": ""}, {"email": "carys"}, {"password": ""}])
def test_it_says_what_is_missing(cast, client, sent):
    response = sign_in(client, **sent)
    assert response.status_code == 422
    assert b"govuk-error-summary" in response.content


def fail(client, times, **how):
    for _time in range(times):
        response = sign_in(client, password="not the one at all", **how)
    return response


def test_it_locks_after_eight_failures(cast, client):
    assert fail(client, 7).status_code == 422
    response = fail(client, 1)
    assert response.status_code == 429
    assert b"Wait 15 minutes" in response.content
    assert sign_in(client).status_code == 429  # the right password too
    assert SESSION_KEY not in client.session


def test_capitals_do_not_give_more_tries(cast, client):
    fail(client, 4)
    assert fail(client, 4, email="CARYS@EXAMPLE.ORG").status_code == 429


def test_an_outsider_cannot_lock_a_worker_out(cast, client):
    fail(Client(), 9, address="198.51.100.7")
    assert sign_in(client).status_code == 302


def test_a_forged_header_makes_no_new_address(cast, client):
    for number in range(8):
        response = client.post(
            URL,
            {"email": "carys@example.org", "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
    assert response.status_code == 429


def test_behind_a_proxy_only_its_own_entry_counts(cast, client, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(8):
        response = client.post(
            URL,
            {"email": "carys@example.org", "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.1"},
        )
    assert response.status_code == 429


def test_the_wait_ends_and_a_success_forgets_the_failures(cast, client):
    fail(client, 8)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302
    fail(client, 7, address="192.0.2.1")
    assert sign_in(client, email="carys@EXAMPLE.org").status_code == 302
    assert not AccessAttempt.objects.exists()


def test_no_name_or_password_is_kept_or_logged(cast, client, caplog):
    caplog.set_level(logging.DEBUG)
    fail(client, 9)
    (attempt,) = AccessAttempt.objects.all()
    kept = f"{attempt.username} {attempt.get_data} {attempt.post_data}"
    assert "carys" not in kept.lower()
    assert "not the one" not in kept
    assert "carys" not in caplog.text.lower()


def test_a_new_session_holds_nothing_of_the_old_one(cast, client):
    client.get(URL)
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert "planted" not in client.session
    assert not PortalSession.objects.filter(pk=before).exists()


def test_signing_in_over_a_full_session_asks_for_the_second_factor_again(cast):
    client = signed_in_client(cast, "carys")
    sign_in(client)
    assert sessions.SECOND_FACTOR not in client.session
    assert client.get("/try/").status_code == 302


def test_it_leads_back_to_where_one_wanted_to_go(cast, client):
    response = client.get("/try/?page=2")
    assert response.url == "/sign-in/?next=%2Ftry%2F%3Fpage%3D2"
    assert b'value="/try/?page=2"' in client.get(response.url).content
    sign_in(client, next="/try/?page=2")
    response = client.post(
        reverse("second_factor"), {"code": good_code(device_of(cast.user("carys")))}
    )
    assert response.url == "/try/?page=2"


@pytest.mark.parametrize("way", ["https://elsewhere.example/", "//elsewhere.example/", "/\\x"])
def test_it_leads_nowhere_else(cast, client, way):
    sign_in(client, next=way)
    response = client.post(
        reverse("second_factor"), {"code": good_code(device_of(cast.user("carys")))}
    )
    assert response.url == reverse("home")


def test_a_stranger_who_sends_is_led_to_sign_in_only(cast, client):
    assert client.post("/fruit/").url == URL


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_that_htmx_asks_for_a_part_stays_as_it_is(cast, client, method):
    response = getattr(client, method)("/try/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert "HX-Redirect" not in response.headers and response.content == b""


def test_sign_out_ends_the_session(cast):
    client = signed_in_client(cast, "carys")
    key = client.session.session_key
    response = client.post(reverse("sign_out"))
    assert response.url == URL
    assert not PortalSession.objects.filter(pk=key).exists()
    assert newest_event().code == "signed_out"
    assert client.get("/try/").url.startswith(URL)


def test_sign_out_of_nobody_records_nothing(cast, client):
    before = count_events()
    assert client.post(reverse("sign_out")).url == URL
    assert count_events() == before


def test_sign_out_rejects_get(cast):
    assert signed_in_client(cast, "carys").get(reverse("sign_out")).status_code == 405


def test_an_account_switched_off_ends_its_sessions(cast):
    client = signed_in_client(cast, "carys")
    User.objects.filter(pk=cast.user("carys").pk).update(is_active=False)
    assert client.get("/try/").url.startswith(URL)


def test_a_session_of_nobody_there_gives_nothing(cast):
    client = signed_in_client(cast, "carys")
    session = client.session
    session[SESSION_KEY] = str(uuid4())
    # Its row goes on naming her: no session in the database is of nobody there.
    PortalSession.objects.update(session_data=session.encode(dict(session.items())))
    assert client.get("/try/").url.startswith("/sign-in/?next=")


def test_pages_are_not_stored(cast, client):
    assert client.get(URL).headers["Cache-Control"] == "no-store"
    assert signed_in_client(cast, "carys").get("/try/").headers["Cache-Control"] == "no-store"


def test_it_answers_503_when_the_trail_cannot_be_written(cast, client, monkeypatch):
    def broken(*what):
        raise DatabaseError

    monkeypatch.setattr(audit, "write", broken)
    assert sign_in(client).status_code == 503
    assert SESSION_KEY not in client.session
