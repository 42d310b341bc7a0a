"""The second factor: set up at the first sign-in, given at each."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.conf import settings as portal
from django.db import connection
from django.test import Client
from django.urls import reverse

from sharing import clock, sessions
from sharing.models import CodeDevice, PortalSession, RecoveryCode
from sharing.models.second_factor import new_codes
from tests.personas import seed_cast
from tests.signing_in import device_of, good_code, session_of, signed_in_client
from tests.trail import count_events, newest_event
from tests.visits import words_of

pytestmark = pytest.mark.urls("tests.pages")

CODE = "/sign-in/code/"
RECOVERY = "/sign-in/recovery-code/"
SET_UP = "/sign-in/set-up/"


@pytest.fixture(autouse=True)
def clock_stands():
    """A code that a test reads is still that of the moment when it is sent."""
    with clock.set_to(clock.now()):
        yield


@pytest.fixture
def device(cast):
    return device_of(cast.user("carys"))


@pytest.fixture
def client(cast, device):
    """Carys, who has given her password."""
    return signed_in_client(cast, "carys", factors=1)


@pytest.fixture
def newcomer(cast):
    """Petra, who has given her password for the first time."""
    return signed_in_client(cast, "petra", factors=1)


def set_up_codes(client):
    """Open the set-up page, and return what a person would read there."""
    context = client.get(SET_UP).context
    return context["set_up"], context["form"]["form_token"].value()


def finish(client, code, **more):
    _what, token = set_up_codes(client)
    return client.post(SET_UP, {"form_token": token, "code": code, "kept": "on", **more})


def test_it_works(client, device):
    response = client.post(CODE, {"code": good_code(device)})
    assert response.url == reverse("home")
    assert client.get("/try/").content.decode() == "Carys Example, Coordinator, MARAC team"


def test_it_records_event(client, device, cast):
    client.post(CODE, {"code": good_code(device)})
    event = newest_event()
    assert (event.code, event.user_id) == ("signed_in", cast.user("carys").pk)


def test_the_age_of_the_second_factor_is_on_the_trail(cast):
    client = signed_in_client(cast, "carys")
    with clock.set_to(clock.now() + timedelta(minutes=3)):
        client.post("/fruit/", {"form_token": "0" * 32, "name": "Apple"})
    assert 179 <= newest_event().second_factor_age <= 182


def test_the_field_takes_codes_from_the_device_and_pasted_ones(client, device):
    page = client.get(CODE).content.decode()
    for words in ('autocomplete="one-time-code"', 'inputmode="numeric"', "autofocus"):
        assert words in page
    code = good_code(device)
    assert client.post(CODE, {"code": f" {code[:3]} {code[3:]}\t"}).status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "12345a", "１２３４５６", "1234567"])
def test_it_says_what_a_code_looks_like(client, device, typed):
    response = client.post(CODE, {"code": typed})
    assert response.status_code == 422
    device.refresh_from_db()
    assert device.throttling_failure_count == 0


def wrong(device):
    return f"{(int(good_code(device)) + 1) % 1_000_000:06d}"


def test_a_wrong_code_is_counted_and_recorded(client, device):
    response = client.post(CODE, {"code": wrong(device)})
    assert response.status_code == 422
    assert b"That code is not right" in response.content
    event = newest_event()
    assert (event.code, event.outcome) == ("second_factor_failed", "refused")
    assert event.reason == "wrong_code"
    device.refresh_from_db()
    assert device.throttling_failure_count == 1


@pytest.mark.parametrize(
    ("failures", "words"), [(1, "Wait 1 second,"), (5, "Wait 16 seconds,"), (8, "Wait 3 minutes,")]
)
def test_it_says_how_long_to_wait(client, device, failures, words):
    device.throttling_failure_count = failures
    device.throttling_failure_timestamp = clock.now()
    device.save()
    response = client.post(CODE, {"code": good_code(device)})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_code_works_once(cast, client, device):
    code = good_code(device)
    client.post(CODE, {"code": code})
    again = signed_in_client(cast, "carys", factors=1)
    assert again.post(CODE, {"code": code}).status_code == 422


def test_a_code_lasts_one_step(client, device):
    totp = device._totp(0)
    totp.time -= 30
    assert client.post(CODE, {"code": f"{totp.token():06d}"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_eight_times_at_once_is_accepted_once(transactional_db):
    user = seed_cast().user("carys")
    device = device_of(user)
    session = session_of(user, factors=1).session_key
    code = good_code(device)  # which may wait until the next one begins
    together, now = Barrier(8), clock.now()

    def send(_number):
        client = Client()
        client.cookies[portal.SESSION_COOKIE_NAME] = session
        together.wait()
        try:
            with clock.set_to(now):  # of this thread
                return client.post(CODE, {"code": code}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert answers.count(302) == 1, answers
    assert PortalSession.objects.count() == 1


def test_the_session_gets_a_new_key(client, device):
    before = client.session.session_key
    client.post(CODE, {"code": good_code(device)})
    assert client.session.session_key != before
    assert not PortalSession.objects.filter(pk=before).exists()


@pytest.mark.parametrize("change", ["removed", "unconfirmed"])
def test_a_device_that_is_gone_ends_access_at_the_next_request(cast, change):
    client = signed_in_client(cast, "carys")
    assert client.get("/try/").status_code == 200
    devices = CodeDevice.objects.filter(user=cast.user("carys"))
    devices.delete() if change == "removed" else devices.update(confirmed=False)
    # Nothing is left, not even the password: whoever sits there could set up a device of theirs.
    assert client.get(SET_UP).url.startswith("/sign-in/?next=")


def test_another_persons_device_is_none(cast, client, device):
    session = client.session
    session["otp_device_id"] = device_of(cast.user("petra")).persistent_id
    session[sessions.SECOND_FACTOR] = clock.now().isoformat()
    session.save()
    assert client.get("/try/").url.startswith("/sign-in/?next=")


def test_the_page_leads_a_newcomer_to_set_up(newcomer):
    assert newcomer.get(CODE).url == SET_UP
    # Sent all the same, there is nothing that it could be right for.
    assert newcomer.post(CODE, {"code": "123456"}).status_code == 422


# Setting up


def test_set_up_works(cast, newcomer):
    what, _token = set_up_codes(newcomer)
    response = finish(newcomer, good_code(what.device))
    assert response.url == reverse("home")
    assert newcomer.get("/try/").status_code == 200
    device = CodeDevice.objects.get(user=cast.user("petra"))
    assert device.confirmed and device.seed == what.device.seed


def test_set_up_records_event(newcomer):
    what, _token = set_up_codes(newcomer)
    finish(newcomer, good_code(what.device))
    event = newest_event()
    assert (event.code, event.also) == ("device_set_up", ["signed_in"])


def test_set_up_shows_key_picture_and_ten_codes(newcomer):
    what, _token = set_up_codes(newcomer)
    page = newcomer.get(SET_UP).content.decode()
    assert what.device.typed_key in page
    assert 'src="data:image/svg+xml' in page
    assert len(set(what.codes)) == 10
    assert all(code in page for code in what.codes)
    assert what.device.address.startswith("otpauth://totp/MARAC%20portal:petra%40example.org?")


def test_set_up_shows_the_same_until_it_is_finished(newcomer):
    first, _token = set_up_codes(newcomer)
    response = finish(newcomer, "000000")
    assert response.status_code == 422
    again = response.context["set_up"]
    assert (again.codes, again.device.seed) == (first.codes, first.device.seed)
    assert not CodeDevice.objects.filter(user__email="petra@example.org").exists()


def test_set_up_keeps_nothing_readable(newcomer):
    what, _token = set_up_codes(newcomer)
    assert what.codes[0] not in str(dict(newcomer.session))
    finish(newcomer, good_code(what.device))
    assert "set_up" not in newcomer.session
    kept = RecoveryCode.objects.get(user__email="petra@example.org")
    assert what.codes[0].encode() not in b"".join(bytes(one) for one in kept.hashes)


def test_set_up_needs_the_codes_to_be_kept(newcomer):
    what, _token = set_up_codes(newcomer)
    response = finish(newcomer, good_code(what.device), kept="")
    assert response.status_code == 422
    assert b"Keep the recovery codes, then tick the box" in response.content


def test_a_clock_that_is_ahead_is_learnt(cast, newcomer):
    what, _token = set_up_codes(newcomer)
    ahead = what.device._totp(1)
    assert finish(newcomer, f"{ahead.token():06d}").status_code == 302
    assert CodeDevice.objects.get(user=cast.user("petra")).drift == 1


def test_a_code_that_comes_too_late_teaches_nothing(newcomer):
    what, _token = set_up_codes(newcomer)
    late = what.device._totp(-1)
    assert finish(newcomer, f"{late.token():06d}").status_code == 422


def test_a_password_alone_replaces_no_device(cast, client, device):
    response = client.get(SET_UP)
    assert response.url == CODE
    sent = {"form_token": "1" * 32, "code": "123456", "kept": "on"}
    response = client.post(SET_UP, sent, follow=True)
    assert response.redirect_chain == [(CODE, 302)]
    assert b"A second factor was set up already" in response.content
    assert "set_up" not in response.context
    assert CodeDevice.objects.get(user=cast.user("carys")).seed == device.seed


def test_of_two_browsers_the_second_is_led_to_sign_in(cast, newcomer):
    other = signed_in_client(cast, "petra", factors=1)
    what, _token = set_up_codes(newcomer)
    theirs, token = set_up_codes(other)
    assert finish(newcomer, good_code(what.device)).status_code == 302
    sent = {"form_token": token, "code": good_code(theirs.device), "kept": "on"}
    answer = other.post(SET_UP, sent)
    assert (answer.status_code, answer.url) == (302, CODE)
    page = other.get(CODE).content.decode()
    assert "A second factor was set up already. Sign in with it." in page
    assert not [code for code in theirs.codes if code in page]


def test_whoever_has_just_given_it_can_replace_it(cast, device):
    client = signed_in_client(cast, "carys")
    elsewhere = signed_in_client(cast, "carys")
    what, _token = set_up_codes(client)
    assert finish(client, good_code(what.device)).status_code == 302
    assert CodeDevice.objects.get(user=cast.user("carys")).seed == what.device.seed
    assert client.get("/try/").status_code == 200
    assert elsewhere.get("/try/").url.startswith("/sign-in/?next=")


def test_later_it_is_asked_for_again_first(cast, device):
    client = signed_in_client(cast, "carys")
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        assert client.get(SET_UP).url == CODE
        assert b"asks for a fresh code" in client.get(CODE).content
        assert client.post(CODE, {"code": good_code(device)}).url == SET_UP
        assert client.get(SET_UP).status_code == 200


def test_an_address_of_a_case_is_recorded_before_it(cast, client):
    case_id, before = uuid4(), count_events()
    assert client.get(f"/cases/{case_id}/").url == CODE
    event = newest_event()
    assert (event.code, event.outcome) == ("turned_away", "refused")
    assert (event.reason, event.cases) == ("no_second_factor", [case_id])
    client.get("/try/")
    Client().get(f"/cases/{case_id}/")
    assert count_events() == before + 1, "what names no case, or nobody, leaves none"


# Recovery codes


@pytest.fixture
def codes(cast, device):
    made = new_codes()
    RecoveryCode(user=cast.user("carys"), name="Recovery codes").keep(made)
    return made


@pytest.mark.parametrize("write", [str, str.lower, lambda code: code.replace("-", " ")])
def test_a_recovery_code_works_however_it_is_typed(client, codes, write):
    response = client.post(RECOVERY, {"code": write(codes[3])})
    assert response.url == reverse("home")
    assert client.get("/try/").status_code == 200


def test_a_recovery_code_works_once(cast, client, codes):
    client.post(RECOVERY, {"code": codes[3]})
    again = signed_in_client(cast, "carys", factors=1)
    response = again.post(RECOVERY, {"code": codes[3]})
    assert b"was used before" in response.content


def test_it_records_that_a_recovery_code_was_used(client, codes):
    client.post(RECOVERY, {"code": codes[0]})
    event = newest_event()
    assert (event.code, event.also) == ("signed_in", ["recovery_code_used"])


def test_it_says_how_many_are_left(client, codes):
    client.post(RECOVERY, {"code": codes[0]})
    page = client.get("/fruit/").content.decode()
    assert "You used a recovery code. 9 are left." in page


def test_a_new_set_up_ends_the_session_of_a_stolen_recovery_code(cast, client, codes):
    thief = signed_in_client(cast, "carys", factors=1)
    thief.post(RECOVERY, {"code": codes[0]})
    assert thief.get("/try/").status_code == 200
    owner = signed_in_client(cast, "carys")
    assert finish(owner, good_code(set_up_codes(owner)[0].device)).status_code == 302
    assert owner.get("/try/").status_code == 200
    assert thief.get("/try/").url.startswith("/sign-in/")
    assert RecoveryCode.objects.filter(user=cast.user("carys")).count() == 1


def test_whoever_has_none_is_told_the_same(client):
    page = client.get(RECOVERY).content.decode()
    assert 'autocomplete="off"' in page
    response = client.post(RECOVERY, {"code": "ABCDEF"})
    assert b"not one of your recovery codes" in response.content


def test_wrong_recovery_codes_are_slowed_down(client, codes):
    for _time in range(2):
        response = client.post(RECOVERY, {"code": "ABCDEF"})
    assert b"Wait 1 second," in response.content
    assert b"Wait 1 second," in client.post(RECOVERY, {"code": codes[0]}).content


# The example


def test_the_example_shows_the_code(client, device, settings):
    assert b"This is the example" not in client.get(CODE).content
    settings.EXAMPLE = True
    with clock.set_to(clock.now()):
        page = client.get(CODE).content.decode()
        assert "This is the example" in page and device.current_code() in page


def test_the_example_offers_no_code_that_was_used(client, device, settings):
    settings.EXAMPLE = True
    moment = clock.now().replace(second=12, microsecond=0)
    with clock.set_to(moment):
        used = device.current_code()
        assert client.post(CODE, {"code": used}).status_code == 302
        page = words_of(client.get(CODE))
        assert used not in page
        (wait, offered) = re.search(r"In (\d+) seconds the code is (\d{6})", page).groups()
        assert wait == "18"
    with clock.set_to(moment + timedelta(seconds=18)):
        assert f"the code is now {offered}" in words_of(client.get(CODE))
        assert client.post(CODE, {"code": offered}).status_code == 302
    with clock.set_to(moment + timedelta(seconds=47)):
        assert "In 1 second the code is" in words_of(client.get(CODE))


def test_the_example_shows_the_code_while_setting_up(newcomer, settings):
    assert b"This is the example" not in newcomer.get(SET_UP).content
    settings.EXAMPLE = True
    what, _token = set_up_codes(newcomer)
    with clock.set_to(clock.now()):
        assert what.device.current_code().encode() in newcomer.get(SET_UP).content


def test_nobody_is_led_to_sign_in(cast):
    for address in (CODE, RECOVERY, SET_UP):
        assert Client().get(address).url == f"/sign-in/?next={address.replace('/', '%2F')}"
