"""A form that arrives after its author was signed out is kept for them, and offered again."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from sharing import clock, sessions
from sharing.models import KeptForm, Membership
from sharing.session_store import SessionStore
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.personas import PASSWORD
from tests.signing_in import device_of, good_code, signed_in_client
from tests.trail import count_events, newest_codes, newest_event

pytestmark = pytest.mark.urls("tests.pages")

PAGE = "/kept-forms/"
TOKEN = "2" * 32
SENT = {"form_token": TOKEN, "name": "A “bitter”\r\n<b>pear</b>", "colours": ["red", "green"]}


def kept():
    with as_owner():
        return list(KeptForm.objects.all())


def age(one, **how):
    with as_owner():
        KeptForm.objects.filter(pk=one.pk).update(kept_at=one.kept_at - timedelta(**how))


def send_too_late(client, path="/fruit/?page=2", sent=SENT, **headers):
    with clock.set_to(clock.now() + timedelta(minutes=30)):
        return client.post(path, sent, headers=headers)


def sign_in_again(client, cast, name="carys"):
    email = cast.user(name).email
    client.post("/sign-in/", {"email": email, "password": PASSWORD})
    code = good_code(device_of(cast.user(name)))
    return client.post("/sign-in/code/", {"code": code})


def fields_of(page, action):
    """Return what the form with that action would send."""
    form = re.search(f'<form method="post" action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.group(0))
    sent = {}
    for name, value in hidden:
        sent.setdefault(name, []).append(unescape(value))
    return sent


@pytest.fixture
def client(cast):
    client = signed_in_client(cast, "carys")
    send_too_late(client)
    return client


def test_it_works(client, cast):
    assert len(kept()) == 1
    assert sign_in_again(client, cast).url == PAGE
    page = client.get(PAGE).content.decode()
    assert "You were signed out before this was sent" in page
    assert "Name of the fruit" in page and "Its colours" in page
    assert "&lt;b&gt;pear&lt;/b&gt;" in page
    sent = fields_of(page, "/fruit/?page=2")
    assert sent["name"] == [SENT["name"]] and sent["colours"] == ["red", "green"]
    assert sent["form_token"] != [TOKEN]
    assert client.post("/fruit/?page=2", sent).url == "/try/"
    assert newest_event().code == "accounts_seen"


def test_the_answer_leads_to_sign_in(cast):
    response = send_too_late(signed_in_client(cast, "carys"))
    assert response.url == "/sign-in/"


def test_sign_in_says_that_it_was_kept(cast):
    client = signed_in_client(cast, "carys")
    assert b"What you wrote is not lost" not in client.get("/sign-in/").content
    send_too_late(client)
    assert b"What you wrote is not lost" in client.get("/sign-in/").content
    sign_in_again(client, cast)
    client.post("/sign-out/")
    assert b"What you wrote is not lost" not in client.get("/sign-in/").content


def test_sign_in_does_not_say_so_where_nothing_was_kept(cast):
    client = signed_in_client(cast, "carys")
    send_too_late(client, sent={"form_token": "no token"})
    assert b"What you wrote is not lost" not in client.get("/sign-in/").content


def test_htmx_is_led_there_too(cast):
    response = send_too_late(signed_in_client(cast, "carys"), **{"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/sign-in/"
    assert len(kept()) == 1


def test_it_records_event(client, cast):
    event = newest_event()
    assert event.user_id == cast.user("carys").pk
    assert [event.code, *event.also] == ["session_ended", "form_kept"]
    assert event.items == [kept()[0].pk]


def test_another_one_is_kept_too(client):
    send_too_late(client, sent=SENT | {"form_token": "3" * 32})
    assert len(kept()) == 2
    assert newest_codes(1) == ["form_kept"]


def test_it_is_encrypted(client):
    (one,) = kept()
    assert b"pear" not in bytes(one.ciphertext)


def test_sent_again_it_is_offered_no_more_and_does_its_work_once(client, cast):
    sign_in_again(client, cast)
    sent = fields_of(client.get(PAGE).content.decode(), "/fruit/?page=2")
    client.post("/fruit/?page=2", sent)
    events = count_events()
    assert client.post("/fruit/?page=2", sent).url == "/try/"
    assert count_events() == events
    assert b"Nothing is waiting to be sent" in client.get(PAGE).content


def test_it_is_for_its_author_alone(client, cast):
    (one,) = kept()
    other = signed_in_client(cast, "chidi")
    assert b"Nothing is waiting" in other.get(PAGE).content
    assert other.post(reverse("throw_away", args=[one.pk])).status_code == 404
    with unit_of_work(cast.actor("chidi")):
        assert not KeptForm.objects.exists()
    assert len(kept()) == 1


def test_it_can_be_thrown_away(client, cast):
    (one,) = kept()
    sign_in_again(client, cast)
    response = client.post(reverse("throw_away", args=[one.pk]))
    assert response.url == reverse("home")
    assert kept() == []
    assert newest_event().code == "form_thrown_away"


def test_throwing_away_rejects_get(client, cast):
    sign_in_again(client, cast)
    assert client.get(reverse("throw_away", args=[kept()[0].pk])).status_code == 405


def test_after_six_days_it_is_gone(client, cast):
    with clock.set_to(clock.now() + timedelta(days=6, minutes=31)):
        again = signed_in_client(cast, "carys")
        assert b"Nothing is waiting" in again.get(PAGE).content
        send_too_late(again)
        assert len(kept()) == 1


def lies(client, **how):
    """Let it be so long ago that the session of the client was used."""
    ago = timedelta(**how)
    session = SessionStore(client.session.session_key)
    for name in (sessions.SIGNED_IN, sessions.ACTIVE):
        session[name] = (datetime.fromisoformat(session[name]) - ago).isoformat()
    session.set_expiry(session.get_expiry_date() - ago)
    session.save()


@pytest.mark.parametrize("how", [{"hours": 16}, {"days": 5, "hours": 12}])
def test_a_page_may_lie_overnight_and_over_easter(cast, how):
    client = signed_in_client(cast, "carys")
    lies(client, **how)
    assert client.get("/fruit/").status_code == 302
    assert client.post("/fruit/?page=2", SENT).url == "/sign-in/"
    assert "What you wrote is not lost" in client.get("/sign-in/").content.decode()
    assert len(kept()) == 1
    page = client.get(sign_in_again(client, cast).url).content.decode()
    assert "Check it and send it" in page and "A “bitter”" in page


def test_after_six_days_nobody_knows_whose_it_is(cast):
    client = signed_in_client(cast, "carys")
    lies(client, days=6, minutes=1)
    assert client.post("/fruit/?page=2", SENT).url == "/sign-in/"
    assert "What you wrote is not lost" not in client.get("/sign-in/").content.decode()
    assert kept() == []


def test_the_browser_knows_it_as_long_as_the_portal(cast):
    client = Client()
    cookie = sign_in_again(client, cast).cookies["session"]
    six_days = timedelta(days=6).total_seconds()
    assert six_days - 60 < cookie["max-age"] <= six_days


def test_a_form_that_did_its_work_is_not_kept(cast):
    client = signed_in_client(cast, "carys")
    assert client.post("/fruit/?page=2", SENT).url == "/try/"
    lies(client, days=3)
    way = client.post("/fruit/?page=2", SENT).url
    assert way == "/sign-in/?next=%2Ftry%2F"
    assert b"What you wrote is not lost" not in client.get(way).content
    assert kept() == []


@pytest.mark.parametrize("change", [{"name": "Quince"}, {"form_token": "3"}])
def test_what_was_changed_since_it_was_sent_is_kept(cast, change):
    client = signed_in_client(cast, "carys")
    client.post("/fruit/?page=2", SENT)
    send_too_late(client, sent=SENT | change)
    assert len(kept()) == 1


TOO_MANY = "What you sent is not kept, because 10 forms wait for you already."


def ten_wait(client):
    for each in range(10):
        send_too_late(client, sent=SENT | {"form_token": f"{each}" * 32 if each != 2 else "a" * 32})


def test_ten_forms_wait_at_most_and_the_next_page_says_so(cast):
    client = signed_in_client(cast, "carys")
    ten_wait(client)
    assert TOO_MANY not in client.get("/sign-in/").content.decode()
    assert send_too_late(client).url == "/sign-in/"
    assert TOO_MANY in client.get("/sign-in/").content.decode()
    assert len(kept()) == 10
    # The page is told before it sends anything.
    background = {"X-Background": "1"}
    with clock.set_to(clock.now() + timedelta(minutes=30)):
        assert client.get("/account/stay/", headers=background).status_code == 302
        assert client.post("/fruit/", SENT, headers=background).status_code == 302
    sign_in_again(client, cast)
    client.post(reverse("throw_away", args=[kept()[0].pk]))
    send_too_late(client)
    assert len(kept()) == 10


def test_nothing_that_is_sent_makes_a_session_known_for_longer(cast):
    client = signed_in_client(cast, "carys")
    for each in range(3):
        lies(client, days=2)
        client.post("/fruit/?page=2", SENT | {"form_token": f"{each}" * 32})
    assert len(kept()) == 2


def test_sign_in_promises_no_longer_than_it_is_kept(cast):
    client = signed_in_client(cast, "carys")
    send_too_late(client)
    age(kept()[0], days=5, hours=23)
    lies(client, days=5, hours=23)
    assert b"for you alone, for six days" in client.get("/sign-in/").content
    assert sign_in_again(client, cast).url == PAGE
    assert "Check it and send it" in client.get(PAGE).content.decode()


def test_a_form_without_the_portals_token_is_not_kept(cast):
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in_client(cast, "carys").cookies
    assert send_too_late(client).status_code == 403
    assert kept() == []


@pytest.mark.parametrize(
    "path",
    ["/sign-in/code/", "/sign-in/membership/", "/sign-in/set-up/", "/sign-out/", "/sign-in/"],
)
def test_codes_and_passwords_are_not_kept(cast, path):
    send_too_late(signed_in_client(cast, "carys"), path, {"code": "123456", "name": "x"})
    assert kept() == []


def test_a_field_with_a_password_is_not_kept(cast):
    sent = {"password": "a long pass phrase", "again": "a long pass phrase", "code": "123456"}
    sent |= {"csrfmiddlewaretoken": "x", "form_token": TOKEN}
    send_too_late(signed_in_client(cast, "carys"), "/fruit/", sent)
    assert kept() == []


def test_a_long_address_is_kept_whole(cast):
    client, path = signed_in_client(cast, "carys"), "/fruit/?page=" + "2" * 3000
    send_too_late(client, path)
    sign_in_again(client, cast)
    page = client.get(PAGE).content.decode()
    assert client.post(path, fields_of(page, path)).url == "/try/"


def test_one_factor_keeps_nothing(cast):
    send_too_late(signed_in_client(cast, "carys", factors=1))
    assert kept() == []


def test_under_a_membership_that_ended_nothing_is_kept(cast):
    """Nobody could send it again, so the page does not say that it waits."""
    client = signed_in_client(cast, "carys")
    with as_owner(), unit_of_work(cast.actor("alex")):
        ended = Membership.objects.get(user=cast.user("carys"))
        ended.starts_on, ended.ends_on = date(2020, 1, 1), date(2020, 2, 1)
        ended.save()
    assert send_too_late(client).status_code == 302
    assert kept() == []
    assert "not lost" not in client.get("/sign-in/").content.decode()


def test_an_autosave_keeps_nothing(cast):
    assert (
        send_too_late(signed_in_client(cast, "carys"), **{"X-Background": "1"}).status_code == 401
    )
    assert kept() == []


def test_it_is_sent_as_what_it_was_written(client, cast):
    with as_owner(), unit_of_work(cast.actor("alex")):
        Membership.objects.create(
            user=cast.user("carys"), agency=cast.agency("police"), role="chair",
            starts_on="2020-01-01",
        )  # fmt: skip
        membership = Membership.objects.get(user=cast.user("carys"), role="chair")
    other = signed_in_client(cast, "carys", membership=membership)
    page = other.get(PAGE).content.decode()
    assert "As: Coordinator, MARAC team" in page and "bitter" not in page
    assert 'name="check_first"' not in page and "You act under another membership now." in page
