"""The sealer stands by what it said of a year: what is dated into it afterwards is found, and
nothing makes it say otherwise. Nor does whoever has the database silence it, or hide what it
found."""

from datetime import UTC, datetime, timedelta

import pytest

from sharing import clock
from sharing.queries.seal import health
from sharing.seal import sealer as sealing
from sharing.seal.alarms import Alarm
from sharing.seal.checkpoint import name_of_year, roots_of
from sharing.seal.taken_up import NotSealing
from tests.integration.seal.test_ended_years import OLD, as_the_owner, of_year, old, portal
from tests.integration.seal.test_export_command import seal
from tests.integration.seal.test_keys import taking_over
from tests.integration.seal.test_sealer_says_years import (
    replace_what_was_said,
    telling,
    unguarded,
    wrong_entry,
)
from tests.sealing import (
    EVENT,
    PLACES,
    an_event,
    made_of_it,
    signer,
    trail,
    trail_database,
    wait_for,
)

__all__ = ["old", "portal", "made_of_it", "trail", "trail_database"]  # fixtures
SWALLOW = "CREATE RULE quiet AS ON INSERT TO audit_event WHERE NEW.code = '{}' DO INSTEAD NOTHING"


def date_back(year):
    as_the_owner(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES (%s, {PLACES})",
        datetime(year, 5, 5, tzinfo=UTC),
        *an_event(),
    )


def line_of(year):
    return {root for note in telling() for of, root in roots_of(note).items() if of == year}


def test_what_is_dated_into_a_year_that_it_said_is_found(old):
    assert wrong_entry() is None
    date_back(OLD)
    seal(ticks=3)
    seal()
    assert wrong_entry() == of_year(OLD)[-1]
    assert Alarm.ALTERED in health().alarms


def test_what_it_said_is_named_by_an_event_of_its_own(old):
    (items,) = as_the_owner(
        "SELECT items::text[] FROM audit_event WHERE code = 'heartbeat' AND items <> '{}'"
    )[0]
    (note,) = telling()
    assert items == [name_of_year(year, root) for year, root in sorted(roots_of(note).items())]


def test_it_says_no_year_twice_and_otherwise(old):
    (before,) = line_of(OLD)
    (note,) = telling()
    date_back(OLD)
    seal(ticks=3)
    replace_what_was_said()
    seal()
    assert before not in line_of(OLD)
    assert line_of(OLD) == set()
    assert wrong_entry() == int(note.split("\n")[1]) - 1, "the heartbeat that named it"


def test_it_says_again_what_it_said_where_that_was_lost(old):
    before = line_of(OLD)
    seal()
    replace_what_was_said()
    seal()
    assert (line_of(OLD), wrong_entry()) == (before, None)


def test_a_clock_that_was_set_back_finds_nothing_wrong(old):
    with clock.set_to(datetime(OLD, 6, 1, tzinfo=UTC)):
        seal()
    assert wrong_entry() is None


@pytest.mark.parametrize("by_retention", [True, False])
def test_a_year_ends_under_an_event_of_the_retention_or_was_taken_away(old, by_retention):
    (root,) = line_of(OLD)
    as_the_owner(f"DROP TABLE audit_event_{OLD}")
    as_the_owner(
        "INSERT INTO seal_ended (of_year, entries, root, event_id)"
        " VALUES (%s, 12, %s, gen_random_uuid())",
        OLD,
        root,
    )
    event = an_event(
        role="retention" if by_retention else "coordinator",
        code="year_ended",
        items="{" + name_of_year(OLD, root) + "}",
    )
    as_the_owner(f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})", *event)
    seal()
    assert wrong_entry() == (None if by_retention else 0)
    seal()
    assert wrong_entry() == (None if by_retention else 0), "also once that event is sealed"


def test_a_look_of_a_time_to_come_hides_nothing(old):
    as_the_owner(
        "INSERT INTO seal_check (checked_at, size) VALUES (now() + interval '20 years', 1)"
    )
    try:
        assert Alarm.AHEAD in health().alarms
        as_the_owner("INSERT INTO seal_check (size, wrong_entry) VALUES (1, 0)")
        assert Alarm.ALTERED in health().alarms
    finally:
        with unguarded("seal_check"):
            as_the_owner("DELETE FROM seal_check WHERE checked_at > now() OR wrong_entry = 0")
    assert not {Alarm.ALTERED, Alarm.AHEAD} & set(health().alarms)


def test_a_clock_that_was_set_back_stops_no_heartbeat(trail, monkeypatch):
    now, passed = datetime.now(UTC), [1_000.0]
    monkeypatch.setattr(sealing, "monotonic", lambda: passed[0])
    with clock.set_to(now + timedelta(hours=1)):
        sealer = trail.sealer()
        sealer.tick()
    with clock.set_to(now):
        sealer.tick()
        passed[0] += 60
        sealer.tick()
    assert trail.one("SELECT count(*) FROM audit_event WHERE code = 'heartbeat'") == 2


def test_no_key_takes_over_where_the_event_that_names_it_is_swallowed(trail):
    trail.write(3)
    trail.sealer().tick()
    trail.opened[-1].close()
    trail.ask(SWALLOW.format("seal_key_named"))
    try:
        with pytest.raises(NotSealing, match="does not reach the trail"):
            wait_for(lambda: taking_over(trail, signer(), signer(2)))
    finally:
        trail.ask("DROP RULE quiet ON audit_event")
    assert trail.column("SELECT verifier FROM seal_key") == [signer().verifier]
