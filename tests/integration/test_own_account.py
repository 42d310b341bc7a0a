"""Somebody's own account: recovery codes renewed alone, and sessions seen and ended."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from sharing import clock
from sharing.models import KeptForm, Membership, PortalSession, RecoveryCode
from sharing.models.second_factor import new_codes
from sharing.operations.own_account import OFFERED
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import form_token
from tests.jobs import run_jobs
from tests.personas import PASSWORD
from tests.signing_in import device_of, good_code, session_of, signed_in_client
from tests.trail import count_events, newest_event
from tests.visits import send, text

ACCOUNT = "/account/"
CODES = "/account/recovery-codes/"
OTHERS = "/account/sessions/end/"


@pytest.fixture
def client(cast):
    return signed_in_client(cast, "petra")


def codes_on(response):
    listed = response.content.decode().partition('id="codes"')[2].partition("</ul>")[0]
    return re.findall(r"<code>([A-Z2-7-]+)</code>", listed)


def keep_codes(cast, who="petra"):
    """Give somebody recovery codes, and return them."""
    codes = new_codes()
    RecoveryCode(user=cast.user(who), name="Recovery codes").keep(codes)
    return codes


def renew(client):
    """Renew the codes, and return those that the page showed."""
    page = client.get(CODES)
    codes = codes_on(page)
    assert send(client, CODES, kept="on").url == ACCOUNT
    return codes


def sign_in_with(cast, code, who="petra"):
    """Sign in with a recovery code; return whether it was taken, and the client."""
    client = signed_in_client(cast, who, factors=1)
    answer = client.post("/sign-in/recovery-code/", {"code": code})
    return answer.status_code == 302, client


# Looking.


def test_it_shows_what_somebody_signs_in_with(cast, client):
    keep_codes(cast)
    page = text(client.get(ACCOUNT))
    assert "Petra Example" in page and "petra@example.org" in page and "10 are left" in page
    event = newest_event()
    assert (event.code, event.user_id) == ("own_account_seen", cast.user("petra").pk)


def test_it_is_reached_from_every_page_and_by_everybody(cast):
    for who in ("carys", "odile", "alex", "wren"):
        client = signed_in_client(cast, who)
        assert 'href="/account/"' in text(client.get("/"))
        assert client.get(ACCOUNT).status_code == 200
    nobody = signed_in_client(cast, "nobody")
    assert nobody.get(ACCOUNT).url.startswith("/sign-in/")
    assert signed_in_client(cast, "petra", factors=1).get(ACCOUNT).url == "/sign-in/code/"


def test_whoever_has_to_choose_a_membership_can_still_look_after_their_account(cast):
    with as_owner(), unit_of_work(cast.actor("carys")):
        Membership.objects.create(
            user=cast.user("petra"),
            agency=cast.agency("housing"),
            role="referrer",
            starts_on=clock.today(),
        )
    client = signed_in_client(cast, "petra")
    assert client.get("/").url == "/sign-in/membership/"
    assert client.get(ACCOUNT).status_code == 200


# Recovery codes.


def test_renewed_codes_work_and_earlier_ones_do_not(cast, client):
    (earlier, *_others) = keep_codes(cast)
    new = renew(client)
    assert len(new) == 10 and earlier not in new
    assert sign_in_with(cast, earlier)[0] is False
    RecoveryCode.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert sign_in_with(cast, new[0])[0] is True


def test_codes_are_not_shown_again(client):
    new = renew(client)
    assert new and OFFERED not in client.session
    assert not set(new) & set(codes_on(client.get(CODES)))


def test_codes_are_not_new_until_they_are_kept(cast, client):
    earlier = keep_codes(cast)
    shown = codes_on(client.get(CODES))
    answer = client.post(CODES, form_token())
    assert answer.status_code == 422
    assert "Keep the recovery codes, then tick the box" in text(answer)
    assert codes_on(answer) == shown
    assert sign_in_with(cast, earlier[0])[0] is True


def test_it_takes_a_fresh_second_factor(cast, client):
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        assert client.get(CODES).url == "/sign-in/code/"
        code = good_code(device_of(cast.user("petra")))
        assert client.post("/sign-in/code/", {"code": code}).url == CODES
        assert len(codes_on(client.get(CODES))) == 10


def test_a_form_that_nobody_was_shown_changes_nothing(cast, client):
    earlier = keep_codes(cast)
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        answer = client.post(CODES, form_token() | {"kept": "on"})
    assert answer.status_code == 422
    assert "shown too long ago" in text(answer)
    assert sign_in_with(cast, earlier[0])[0] is True


def test_there_is_time_to_put_them_away_but_not_for_ever(client, settings):
    settings.IDLE_MINUTES = 60
    client.get(CODES)
    with clock.set_to(clock.now() + timedelta(minutes=29)):
        assert send(client, CODES, kept="on").url == ACCOUNT
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        client.get(CODES)
    with clock.set_to(clock.now() + timedelta(minutes=33)):
        answer = client.post(CODES, form_token() | {"kept": "on"})
    assert answer.status_code == 422


def test_the_session_holds_no_readable_code(client):
    shown = codes_on(client.get(CODES))
    with as_owner():
        kept = str([one.get_decoded() for one in PortalSession.objects.all()])
    assert not [code for code in shown if code in kept]


def test_renewing_records_event_and_is_told_by_mail(cast, client):
    renew(client)
    event = newest_event()
    assert (event.code, event.user_id) == ("codes_renewed", cast.user("petra").pk)
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["petra@example.org"]
    assert "Petra" not in message.subject + message.body and "work no more" in message.body


def test_whoever_signed_in_with_an_earlier_code_elsewhere_is_signed_in_no_more(cast, client):
    (stolen, *_others) = keep_codes(cast)
    _taken, elsewhere = sign_in_with(cast, stolen)
    assert elsewhere.get(ACCOUNT).status_code == 200
    renew(client)
    assert elsewhere.get(ACCOUNT).url.startswith("/sign-in/")


def test_whoever_signed_in_here_with_an_earlier_code_stays(cast):
    (code, *_others) = keep_codes(cast)
    _taken, here = sign_in_with(cast, code)
    renew(here)
    assert "10 are left" in text(here.get(ACCOUNT))


# Sessions.


def test_it_shows_where_somebody_is_signed_in(cast, client):
    with clock.set_to(clock.now() - timedelta(minutes=10)):
        session_of(cast.user("petra"))
    with clock.set_to(clock.now() - timedelta(minutes=5)):
        session_of(cast.user("petra"), factors=1)
    session_of(cast.user("carys"))
    page = text(client.get(ACCOUNT))
    assert page.count("<strong>Here</strong>") == 1
    assert page.count("On another device or browser") == 1
    assert page.count("the password was given and no code") == 1
    assert "Sign out everywhere but here" in page


def test_sessions_that_are_over_are_not_shown(cast, client):
    with clock.set_to(clock.now() - timedelta(minutes=21)):
        session_of(cast.user("petra"))
    page = text(client.get(ACCOUNT))
    assert "On another device" not in page
    assert "You were signed in at one more place in the last six days." in page


def test_where_no_code_was_given_nothing_that_is_sent_waits(cast, client):
    with clock.set_to(clock.now() - timedelta(minutes=21)):
        session_of(cast.user("petra"), factors=1)
    assert "more place" not in text(client.get(ACCOUNT))


def test_signing_out_everywhere_ends_those_that_are_over_too(cast, client):
    with clock.set_to(clock.now() - timedelta(hours=13)):
        over = signed_in_client(cast, "petra")
    assert "Sign out everywhere but here" in text(client.get(ACCOUNT))
    client.post(OTHERS)
    page = text(client.get(ACCOUNT))
    assert "one more place" not in page and "Sign out everywhere" not in page
    over.post(reverse("refer"), {"given_name": "Ada"})
    with as_owner():
        assert not KeptForm.objects.exists()
    assert client.get(ACCOUNT).status_code == 200


def test_no_address_holds_what_signs_in(cast, client):
    key = session_of(cast.user("petra")).session_key
    assert key not in text(client.get(ACCOUNT))


def end_in(page):
    return re.findall(r'action="(/account/sessions/[0-9a-f-]{36}/end/)"', page)


def test_ending_a_session_signs_out_there(cast, client):
    elsewhere = signed_in_client(cast, "petra")
    (address,) = end_in(text(client.get(ACCOUNT)))
    assert client.post(address).url == ACCOUNT
    event = newest_event()
    assert (event.code, len(event.items)) == ("sessions_closed", 1)
    assert "Signed out there." in text(client.get(ACCOUNT))
    assert elsewhere.get(ACCOUNT).url.startswith("/sign-in/")
    assert client.post(address).status_code == 404


def test_all_others_end_at_once(cast, client):
    others = [signed_in_client(cast, "petra") for _number in range(2)]
    carys = signed_in_client(cast, "carys")
    assert client.post(OTHERS).url == ACCOUNT
    assert len(newest_event().items) == 2
    for one in others:
        assert one.get(ACCOUNT).status_code == 302
    assert client.get(ACCOUNT).status_code == carys.get(ACCOUNT).status_code == 200
    before = count_events()
    client.post(OTHERS)
    assert count_events() == before


def test_nobody_ends_the_session_of_somebody_else_nor_their_own_here(cast, client):
    carys = signed_in_client(cast, "carys")
    (address,) = end_in(text(signed_in_client(cast, "petra").get(ACCOUNT)))
    assert carys.post(address).status_code == 404
    assert newest_event().outcome == "refused"
    assert client.get(ACCOUNT).status_code == 200
    # What that page called another session is this one.
    assert client.post(address).status_code == 404


def test_signing_in_by_the_pages_says_whose_session_it_is(cast):
    client = Client()
    client.post("/sign-in/", {"email": "petra@example.org", "password": PASSWORD})
    device = device_of(cast.user("petra"))
    client.post("/sign-in/code/", {"code": good_code(device)})
    row = PortalSession.objects.get(pk=client.session.session_key)
    assert row.user_id == cast.user("petra").pk
    client.post(reverse("sign_out"))
    assert not PortalSession.objects.exists()


def test_a_page_of_nobody_leaves_no_session(db):
    Client().get("/sign-in/")
    assert not PortalSession.objects.exists()
