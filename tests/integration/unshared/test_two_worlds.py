"""Two worlds that differ only in what is kept from somebody look the same to them, by every route:
what is said, how much, how long and in which order. Random ones, and one with everything in it."""

from functools import partial

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.operations.packs import take_copy
from sharing import clock
from tests.doing import do
from tests.integration.unshared.plays import (
    DEEDS,
    HIDDEN,
    KEPT_FROM,
    READS_RESEARCH,
    SECRET,
    Hidden,
    Play,
    Round,
    played,
)
from tests.integration.unshared.routes import Reader, mails
from tests.integration.unshared.worlds import begun
from tests.jobs import run_jobs
from tests.memory import memory
from tests.paper import unprinted


@pytest.fixture(scope="module")
def moment():
    return clock.now()


@pytest.fixture
def cast(cast, moment):
    """All of it begins at one moment, in each of the two worlds."""
    with memory.while_the_clock_stands(moment):
        yield cast


@pytest.fixture
def telling(cast):
    return begun(cast)


@pytest.mark.parametrize("who", [*READS_RESEARCH, "odile", "perry", "wren"])
def test_what_is_kept_from_somebody_leaves_no_trace(telling, who):
    def read(telling):
        reader = Reader(telling, who)
        yield from reader.pages()
        yield from reader.exports()
        yield from reader.searches()
        if who == "carys":
            yield from reader.changes()
        if who == "chidi":
            yield from reader.copy()
        run_jobs()
        yield "mail", mails()

    kinds = KEPT_FROM.get(who, HIDDEN)
    plain, secret = both(read, partial(played, telling), partial(played, telling, *kinds))
    assert differences(plain, secret) == set()
    assert SECRET not in str(secret)


def both(read, *plays):
    """Return what is read in each of the two worlds, one after the other at the same times."""
    worlds = []
    for begin in plays:
        with memory.undone():
            play = begin()
            with play.later(), unprinted():
                worlds.append(list(read(play.telling)))
        mail.outbox.clear()
    return worlds


def told_as(telling, who, these, those):
    """Return how each of two worlds comes about, of the rounds that are played in it."""
    deeds = [max(len(one), len(other)) for (_, one), (_, other) in zip(these, those, strict=True)]

    def begin(rounds):
        play = Play(telling, clock.now())
        for (visible, hidden), number in zip(rounds, deeds, strict=True):
            play.round(visible, hidden, deeds=number)
            play.looks(who if who in READS_RESEARCH else "rowan")
        return play

    return partial(begin, these), partial(begin, those)


def differences(these, those):
    """Return the routes that tell two worlds apart."""
    assert [name for name, _ in these] == [name for name, _ in those]
    pairs = zip(these, those, strict=True)
    return {name for (name, one), (_, other) in pairs if one != other}


@pytest.mark.parametrize(("who", "kind"), [("carys", "housing"), ("ines", "chair")])
def test_a_copy_is_made_no_sooner_where_others_read_the_same(telling, who, kind):
    """Somebody else took a copy before, and reads more in one of the worlds."""
    other = "rowan" if kind == "housing" else "ivy"

    def read(telling):
        do(telling.cast, other, take_copy, meeting_id=telling.case.meeting_id)
        run_jobs()
        yield from Reader(telling, who).copy()

    visible = Round(("Arrested in May.",))
    worlds = [[(visible, [])], [(visible, [Hidden("hide", kind)])]]
    plain, secret = both(read, *told_as(telling, who, *worlds))
    assert differences(plain, secret) == set()
    assert "It is being made: 0 of 1 cases" in plain[0][1].text


THING = st.builds(Hidden, st.sampled_from(DEEDS), st.sampled_from(list(HIDDEN)), st.just(1))
FILE = st.builds(Hidden, st.just("attach"), size=st.sampled_from([1, 2_000]))
KEPT = st.lists(THING | FILE, max_size=3)
VISIBLE = st.builds(
    Round,
    st.lists(st.sampled_from(["Arrested in May.", "Bailed."]), max_size=2).map(tuple),
    widen=st.booleans(),
    correct=st.booleans(),
    take_back=st.booleans(),
)
WORLD = st.lists(st.tuples(VISIBLE, KEPT, KEPT), min_size=1, max_size=3)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=WORLD, who=st.sampled_from([*READS_RESEARCH, "odile"]))
def test_no_two_worlds_are_told_apart_by_what_is_kept_back(telling, world, who):
    kinds = KEPT_FROM.get(who, list(HIDDEN))

    def kept(things):
        """Return them, of kinds that are kept from the reader."""
        return [
            one if one.kind in kinds else Hidden(one.deed, kinds[0], one.size) for one in things
        ]

    these = [(visible, kept(one)) for visible, one, _ in world]
    those = [(visible, kept(other)) for visible, _, other in world]
    worlds = told_as(telling, who, these, those)
    plain, secret = both(lambda told: Reader(told, who).core(), *worlds)
    assert differences(plain, secret) == set()
    assert SECRET not in str(secret)


def test_what_is_shared_would_be_seen(telling):
    """What the tests above compare does differ where something is shared."""
    more = Round(("Arrested in May.", "Charged in June."))
    less = Round(("Arrested in May.",))
    these, those = [(less, [])], [(more, [])]
    worlds = told_as(telling, "carys", these, those)
    plain, secret = both(lambda told: Reader(told, "carys").core(), *worlds)
    assert differences(plain, secret) >= {"case", "case_research", "pack", "who_read"}
