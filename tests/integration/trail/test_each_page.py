"""Whoever opens a page that shows something of a case, a person, a meeting or an agency is on the
trail."""

import pytest

from meetings.models import Stage
from tests.matrix import PERSONAS, WORLDS, World, parse
from tests.signing_in import signed_in_client
from tests.trail import count_events

# These show nothing of it (`docs/decisions/0032-who-read-what.md`): the pages of signing in, forms
# with nothing in them yet, and the settings of the watch over the trail.
NOTHING_SHOWN = {
    "sign_in",
    "second_factor",
    "recovery_code",
    "set_up_second_factor",
    "set_password",
    "choose_membership",
    "confirm_reading",
    "renew_codes",
    "stay_signed_in",
    "kept_forms",  # as nothing is kept here
    "refer",
    "open_in_emergency",
    "find_copy",
    "trail_of_case",
    "watch_settings",
    "watch_rule",
    "working_hours",
    "alert_days",
}


@pytest.mark.parametrize("stage", WORLDS)
def test_who_opens_a_page_that_shows_something_is_on_the_trail(cast, stage):
    world = World(cast, Stage(stage))
    opened, silent = set(), set()
    for line in parse(WORLDS[stage]):
        shown = [who for who, answer in zip(PERSONAS, line.answers, strict=True) if answer == 200]
        if line.method == "GET" and shown:
            client, before = signed_in_client(cast, shown[0]), count_events()
            assert client.get(world.path(line.name)).status_code == 200
            opened.add(line.name)
            if count_events() == before:
                silent.add(line.name)
    assert silent == opened & NOTHING_SHOWN
