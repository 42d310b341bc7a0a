"""A pause signs out; what the page does by itself is no activity."""

from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client

from sharing import audit, clock, sessions
from sharing.flow import Awake, case_flow
from sharing.models import Area
from tests.personas import PASSWORD
from tests.signing_in import device_of, good_code, signed_in_client
from tests.trail import count_events, newest_codes, newest_event

pytestmark = pytest.mark.urls("tests.pages")

BACKGROUND = {"X-Background": "1"}


@pytest.fixture
def client(cast):
    return signed_in_client(cast, "chidi")


@contextmanager
def later(**how):
    with clock.set_to(clock.now() + timedelta(**how)):
        yield


@pytest.fixture
def keeps_awake(monkeypatch):
    """Whoever pauses stays awake by what this is given."""
    return partial(monkeypatch.setattr, type(case_flow()), "awake")


def test_it_works(client):
    with later(minutes=21):
        response = client.get("/try/?page=2")
    assert response.url == "/sign-in/?next=%2Ftry%2F%3Fpage%3D2"


def test_a_shorter_pause_signs_nobody_out(client):
    with later(minutes=19):
        assert client.get("/try/").status_code == 200


def test_activity_counts(client):
    for minutes in (15, 30, 45):
        with later(minutes=minutes):
            assert client.get("/try/").status_code == 200


def test_it_is_as_long_as_the_setting_says(client, settings):
    settings.IDLE_MINUTES = 5
    with later(minutes=6):
        assert client.get("/try/").status_code == 302


def test_activity_is_written_at_most_once_a_minute(client):
    before = client.session[sessions.ACTIVE]
    with later(seconds=59):
        client.get("/try/")
    assert client.session[sessions.ACTIVE] == before
    with later(seconds=61):
        client.get("/try/")
    assert client.session[sessions.ACTIVE] > before


def test_polls_and_autosaves_do_not_count(client):
    for minutes in (5, 10, 15):
        with later(minutes=minutes):
            assert client.get("/try/", headers=BACKGROUND).status_code == 200
    with later(minutes=21):
        assert client.get("/try/").status_code == 302


def test_a_poll_after_it_leaves_the_page_as_it_is(client):
    before = count_events()
    with later(minutes=21):
        response = client.get("/try/", headers=BACKGROUND | {"HX-Request": "true"})
    assert (response.status_code, response.content) == (401, b"")
    assert count_events() == before


def test_it_records_event_once(client, cast):
    before = count_events()
    with later(minutes=21):
        client.get("/try/")
        client.get("/try/")
    assert count_events() == before + 1
    event = newest_event()
    assert (event.code, event.user_id) == ("session_ended", cast.user("chidi").pk)


@pytest.mark.parametrize("headers", [{}, BACKGROUND])
def test_an_address_of_a_case_is_recorded_after_it(cast, client, headers):
    case_id, before = uuid4(), count_events()
    with later(minutes=21):
        client.get(f"/cases/{case_id}/", headers=headers)
    event = newest_event()
    assert count_events() > before
    assert (event.code, event.outcome, event.reason) == ("turned_away", "refused", "not_signed_in")
    assert (event.user_id, event.cases) == (cast.user("chidi").pk, [case_id])


def test_it_stays_over(client):
    with later(minutes=21):
        client.get("/try/")
    assert client.get("/try/").status_code == 302


def test_pages_without_a_person_show_nobody(client):
    with later(minutes=21):
        page = client.get("/sign-in/").content.decode()
        assert "Chidi" not in page and "Sign out" not in page
        assert "Chidi" not in client.get("/no-such-page/").content.decode()


def test_somebody_with_one_factor_is_signed_out_too(cast):
    client = signed_in_client(cast, "chidi", factors=1)
    with later(minutes=21):
        assert client.get("/sign-in/code/").url.startswith("/sign-in/?next=")


def test_signing_in_again_goes_on(client, cast):
    with later(minutes=21):
        client.get("/try/")
        client.post("/sign-in/", {"email": "chidi@example.org", "password": PASSWORD})
        client.post("/sign-in/code/", {"code": good_code(device_of(cast.user("chidi")))})
        assert client.get("/try/").status_code == 200


def test_after_twelve_hours_it_is_over_however_busy(client):
    for minutes in range(15, 12 * 60, 15):
        with later(minutes=minutes):
            assert client.get("/try/").status_code == 200
    with later(hours=12, minutes=1):
        assert client.get("/try/").status_code == 302


def test_a_session_that_tells_no_time_is_over(cast):
    client = Client()
    client.force_login(cast.user("chidi"))
    assert client.get("/try/").status_code == 302


def test_who_must_stay_awake_does(client, keeps_awake, cast):
    asked = []

    def meeting_runs(flow, actor):
        asked.append((actor.user_id, Area.objects.count()))
        return [Awake(begun, clock.now())]

    begun = clock.now()
    keeps_awake(meeting_runs)
    with later(minutes=25):
        assert client.get("/try/", headers=BACKGROUND).status_code == 200
    assert asked == [(cast.user("chidi").pk, 2)]


def left(client):
    """Return how many seconds the page is told that the session has left."""
    return int(client.get("/account/stay/", headers=BACKGROUND).content)


@pytest.mark.parametrize(("minutes", "status"), [(119, 200), (121, 401)])
@pytest.mark.parametrize("polled", [(), (59,), (90, 105)])
def test_the_pause_begins_when_the_meeting_has_ended(client, keeps_awake, minutes, status, polled):
    """However the page asked by itself before and after that."""
    begun = clock.now()
    ended = begun + timedelta(minutes=100)

    keeps_awake(lambda flow, actor: [Awake(begun, min(ended, clock.now()))])
    for one in polled:
        with later(minutes=one):
            assert client.get("/try/", headers=BACKGROUND).status_code == 200
    with later(minutes=99):
        assert left(client) == pytest.approx(1200, abs=2)
    with later(minutes=110):
        assert left(client) == pytest.approx(600, abs=2)
    with later(minutes=minutes):
        assert client.get("/try/", headers=BACKGROUND).status_code == status


def test_a_second_meeting_follows_within_the_pause(client, keeps_awake):
    times = [(0, 60), (79, 130), (151, 200)]
    begun = clock.now()

    def meetings_run(flow, actor):
        pairs = [[begun + timedelta(minutes=one) for one in pair] for pair in times]
        return [Awake(since, until) for since, until in pairs]

    keeps_awake(meetings_run)
    with later(minutes=149):
        assert client.get("/try/", headers=BACKGROUND).status_code == 200
    with later(minutes=152):
        assert client.get("/try/", headers=BACKGROUND).status_code == 401


def test_others_do_not(client, keeps_awake):
    keeps_awake(lambda flow, actor: [])
    with later(minutes=21):
        assert client.get("/try/").status_code == 302


def test_twelve_hours_end_a_long_meeting_too(client, keeps_awake):
    begun = clock.now()
    keeps_awake(lambda flow, actor: [Awake(begun, clock.now())])
    with later(hours=11):
        assert client.get("/try/").status_code == 200
    with later(hours=12, minutes=1):
        assert client.get("/try/").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(19, 200), (21, 401)])
def test_what_begins_once_it_is_over_wakes_nobody(client, keeps_awake, minutes, status):
    begun = clock.now() + timedelta(minutes=minutes)
    keeps_awake(lambda flow, actor: [Awake(begun, clock.now())])
    with later(minutes=25):
        assert client.get("/try/", headers=BACKGROUND).status_code == status


def test_it_answers_503_when_the_trail_cannot_be_written(client, monkeypatch):
    def broken(*what):
        raise DatabaseError

    monkeypatch.setattr(audit, "write", broken)
    with later(minutes=21):
        assert client.get("/try/").status_code == 503


def test_nothing_of_a_request_that_has_no_view_is_recorded(client):
    with later(minutes=21):
        assert client.get("/no-such-page/").status_code == 404
    assert newest_codes(1) != ["session_ended"]
