"""Pages of the trail follow each other whatever is written meanwhile."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.queries.trail.pages import NEWEST, Place, Turn, turned

START = datetime(2026, 3, 1, tzinfo=UTC)


def event(number, *, occurred=None):
    """Return an event of that number; several may have occurred at one moment."""
    moment = START + timedelta(microseconds=number if occurred is None else occurred)
    recorded = START + timedelta(microseconds=number)
    return SimpleNamespace(occurred_at=moment, recorded_at=recorded, id=UUID(int=number))


def reading(events, turn):
    """Return how a database would read these events from the turn on."""

    def key(one):
        return one.occurred_at, one.recorded_at, one.id

    beyond = events
    if turn.place:
        at = key(turn.place)
        beyond = [one for one in events if (key(one) > at if turn.newer else key(one) < at)]
    ordered = sorted(beyond, key=key, reverse=not turn.newer)
    return lambda at_most: ordered[:at_most]


def page(events, turn=NEWEST):
    return turned(turn, reading(events, turn), per_page=3)


@given(st.lists(st.integers(0, 4), max_size=20))
def test_every_event_stands_on_one_page_and_all_ways_back_are_the_same(moments):
    events = [event(number, occurred=moment) for number, moment in enumerate(moments)]
    pages = [page(events)]
    while pages[-1].older:
        pages.append(page(events, Turn.to(older=pages[-1].older, newer="")))
    seen = [one.id for each in pages for one in each.events]
    assert sorted(seen) == sorted(one.id for one in events)
    assert len(set(seen)) == len(seen)
    for newer, older in zip(pages, pages[1:], strict=False):
        back = page(events, Turn.to(older="", newer=older.newer))
        assert [one.id for one in back.events] == [one.id for one in newer.events]
        assert back.older


def test_the_first_page_has_none_before_it_and_the_last_none_after():
    events = [event(number) for number in range(4)]
    first = page(events)
    last = page(events, Turn.to(older=first.older, newer=""))
    assert (first.newer, last.older) == ("", "")
    assert page(events, Turn.to(older="", newer=last.newer)).newer == ""


def test_several_readings_are_one_page():
    even, odd = ([event(number) for number in range(start, 8, 2)] for start in (0, 1))
    found = turned(NEWEST, reading(even, NEWEST), reading(odd, NEWEST), per_page=3)
    assert [one.id.int for one in found.events] == [7, 6, 5]
    assert found.older


def test_an_empty_trail_has_one_empty_page():
    assert page([]) == page([], Turn(Place.of(event(1))))


@pytest.mark.parametrize("text", ["", "x", "1.2", "1.2.3", f"9{'9' * 30}.1.{UUID(int=1)}"])
def test_a_place_that_makes_no_sense_is_the_newest_page(text):
    assert Turn.to(older=text, newer=text) == NEWEST


def test_a_place_is_written_and_read_to_the_microsecond():
    place = Place.of(event(123_456))
    assert Place.parse(str(place)) == place
