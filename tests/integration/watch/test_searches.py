"""Who searches sees names, birth dates and roles without opening a case: the watch counts the
different cases that somebody's searches showed, where they are on none of their lists."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing import clock
from sharing.models import Watched
from sharing.operations import circulation
from sharing.unit import unit_of_work
from sharing.watch.settings import PROPOSED
from tests.copies import cases_at
from tests.doing import form_token
from tests.integration.watch.helpers import look, rule, wall_moves, wednesday_at
from tests.memory import memory, told_once
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import get, page_of, send, text, words_of

NAMES = ["Abby", "Beth", "Cleo"]


@pytest.fixture(autouse=True)
def midday():
    with memory.while_the_clock_stands(wednesday_at(12)):
        yield


@told_once
def cases_of(cast, stage, *names):
    """Return cases of one meeting, of all of which the police read."""
    cases = cases_at(cast, stage, names)
    for case in cases:
        with unit_of_work(cast.actor("carys")) as work:
            circulation.circulate(work, case.pk, full={cast.agency("police").pk})
    return cases


def search(cast, *typed, name="petra", minute=0):
    with clock.set_to(wednesday_at(12, minute)):
        client = signed_in_client(cast, name)
        for one in typed:
            found = client.post(reverse("find"), form_token() | {"find": one})
            assert f"{one} " in found.content.decode()


def found_by_watch():
    return look(watched=Watched.SEARCHES)


def test_many_closed_cases_found_in_a_row_raise_an_alert(cast):
    rule(cast, Watched.SEARCHES, number=3, minutes=60)
    cases_of(cast, Stage.COMPLETE, *NAMES)
    search(cast, *NAMES[:2], *NAMES[:2])
    assert newest_event().also == ["off_list_found"]
    assert found_by_watch() == [], "the same ones again are no more cases"
    search(cast, NAMES[2], minute=5)
    (alert,) = found_by_watch()
    assert (alert.about, alert.number, alert.times) == (cast.user("petra"), 5, 3)
    assert "Found many cases by searching" in words_of(get(cast, "odile", "watch"))
    page = words_of(get(cast, "odile", "alert", alert.pk))
    assert "found cases that are on none of their lists" in page


def test_slowly_they_raise_none(cast):
    rule(cast, Watched.SEARCHES, number=3, minutes=10)
    cases_of(cast, Stage.COMPLETE, *NAMES)
    for minute, one in enumerate(NAMES):
        search(cast, one, minute=minute * 10)
    assert found_by_watch() == []


def test_cases_on_their_lists_count_for_nothing(cast):
    rule(cast, Watched.SEARCHES, number=2, minutes=60)
    cases_of(cast, Stage.ACTIONS, *NAMES[:2])
    search(cast, *NAMES[:2], name="carys")
    assert newest_event().also == []
    assert found_by_watch() == []


def test_whom_a_wall_keeps_from_one_finds_it_where_the_others_are_enough(cast):
    rule(cast, Watched.SEARCHES, number=2, minutes=60)
    first, _second, third = cases_of(cast, Stage.COMPLETE, *NAMES)
    search(cast, *NAMES)
    (alert,) = found_by_watch()
    wall_moves(cast, third, "odile")
    assert get(cast, "odile", "alert", alert.pk).status_code == 404
    _whole, hers = look(watched=Watched.SEARCHES)
    assert "2 events" in words_of(get(cast, "odile", "alert", hers.pk))
    wall_moves(cast, first, "odile")
    assert "There is none" in words_of(get(cast, "odile", "watch"))


def test_how_many_is_a_setting_of_the_area(cast):
    setting = PROPOSED[Watched.SEARCHES]
    words = f"{setting.number} different cases within {setting.minutes} minutes"
    assert words in page_of(cast, "odile", reverse("watch_settings"))
    client = signed_in_client(cast, "odile")
    address = reverse("watch_rule", args=["searches"])
    assert "different cases that one person’s searches showed" in text(client.get(address))
    send(client, address, on="yes", number="40", minutes="30")
    assert "40 different cases within 30 minutes" in page_of(
        cast, "odile", reverse("watch_settings")
    )
