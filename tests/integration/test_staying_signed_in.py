"""The page knows how long a session lasts, warns before its end, and can keep it."""

import re
from datetime import timedelta

import pytest

from meetings.models import MeetingState
from meetings.operations.hearing import open_meeting
from sharing import clock
from tests import story
from tests.doing import do
from tests.signing_in import signed_in_client
from tests.visits import text

STAY = "/account/stay/"
BACKGROUND = {"X-Background": "1"}
MINUTE = 60  # seconds


@pytest.fixture
def client(cast):
    return signed_in_client(cast, "petra")


def later(**how):
    return clock.set_to(clock.now() + timedelta(**how))


def left_on(page):
    return int(re.search(r'data-idle="(\d+)"', page).group(1))


def test_every_page_says_how_long_a_pause_may_last(client):
    page = text(client.get("/"))
    assert 19 * MINUTE < left_on(page) <= 20 * MINUTE
    assert 'class="app-idle"' in page and "Stay signed in" in page


@pytest.mark.parametrize("path", ["/sign-in/", "/no-such-page/"])
def test_pages_of_nobody_warn_of_nothing(cast, path):
    assert "data-idle" not in text(signed_in_client(cast, "nobody").get(path))


def test_whoever_gave_one_factor_is_not_warned(cast):
    page = text(signed_in_client(cast, "petra", factors=1).get("/sign-in/set-up/"))
    assert "data-idle" not in page


def test_asking_in_the_background_says_what_is_left_and_changes_nothing(client):
    for minutes in (5, 10, 15):
        with later(minutes=minutes):
            answer = client.get(STAY, headers=BACKGROUND)
            left = int(answer.content)
            assert (20 - minutes - 1) * MINUTE < left <= (20 - minutes) * MINUTE
    with later(minutes=21):
        assert client.get(STAY, headers=BACKGROUND).status_code == 401


def test_the_button_keeps_signed_in(client):
    with later(minutes=19):
        answer = client.post(STAY)
        assert (answer.status_code, int(answer.content)) == (200, 20 * MINUTE)
        assert answer["Content-Type"] == "text/plain"
    with later(minutes=38):
        assert client.get("/").status_code == 200


def test_nothing_keeps_signed_in_beyond_twelve_hours(client):
    for minutes in range(15, 12 * 60, 15):
        with later(minutes=minutes):
            client.post(STAY)
    with later(hours=11, minutes=59):
        assert int(client.post(STAY).content) <= MINUTE


def test_the_chair_of_a_running_meeting_is_not_warned(cast):
    client = signed_in_client(cast, "chidi")
    meeting = story.meeting_in(cast, days=0, state=MeetingState.PUBLISHED)

    do(cast, "chidi", open_meeting, meeting_id=meeting.pk)
    with later(minutes=19):
        assert int(client.get(STAY, headers=BACKGROUND).content) == 20 * MINUTE


def test_too_late_it_signs_in_first(client):
    with later(minutes=21):
        assert client.post(STAY).url == "/sign-in/"


def test_a_page_learns_who_is_signed_in_and_gets_a_token_for_its_forms(cast):
    def whose(answer):
        return answer["X-Signed-In-As"]

    petra = signed_in_client(cast, "petra")
    first = petra.get(STAY, headers=BACKGROUND)
    assert whose(first) == re.search(r'data-as="(\w+)"', text(petra.get("/"))).group(1)
    again = signed_in_client(cast, "petra").get(STAY, headers=BACKGROUND)
    assert whose(again) == whose(first)
    assert whose(signed_in_client(cast, "chidi").get(STAY, headers=BACKGROUND)) != whose(first)
    petra.handler.enforce_csrf_checks = True
    sent = {"csrfmiddlewaretoken": first["X-Form-Token"]}
    assert petra.post(STAY, sent).status_code == 200
    assert petra.post(STAY, {"csrfmiddlewaretoken": "old"}).status_code == 403
