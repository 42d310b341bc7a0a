"""A partition that is detached has no row trigger any more: its owner can alter what is in it. The
seal finds that, whether the partition comes back or not."""

from datetime import UTC, datetime, timedelta

import psycopg2
import pytest

from sharing import clock
from sharing.seal.alarms import Alarm, health
from tests.sealing import verify

YEAR = datetime.now(UTC).year
PARTITION = f"audit_event_{YEAR}"
FROM_TO = f"FROM ('{YEAR}-01-01 00:00+00') TO ('{YEAR + 1}-01-01 00:00+00')"


@pytest.fixture
def trail_whole(trail):
    """A sealed trail; its partition is attached again afterwards."""
    trail.write(9)
    sealer = trail.sealer()
    sealer.tick()
    yield trail, sealer
    if trail.one("SELECT NOT relispartition FROM pg_class WHERE relname = %s", PARTITION):
        attach(trail)


def detach(trail):
    trail.ask(f"ALTER TABLE audit_event DETACH PARTITION {PARTITION}")


def attach(trail):
    trail.ask(f"ALTER TABLE audit_event ATTACH PARTITION {PARTITION} FOR VALUES {FROM_TO}")


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE {PARTITION} SET code = 'case_reed' WHERE id = '{{event}}'",
        f"DELETE FROM {PARTITION} WHERE id = '{{event}}'",
    ],
)
def test_what_was_altered_meanwhile_is_named_by_sealer_and_verifier(trail_whole, tmp_path, change):
    trail, sealer = trail_whole
    (number, event) = trail.ask(
        "SELECT sequence, event_id::text FROM seal_leaf WHERE sequence = 5"
    )[0]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        trail.ask(change.format(event=event))
    held = trail.newest()
    detach(trail)
    trail.ask(change.format(event=event))
    attach(trail)
    trail.export(tmp_path / "export")
    answer, said = verify(tmp_path / "export", held=[held])
    assert answer == 1
    assert f"Entry {number} (event {event}) was" in said
    with clock.set_to(clock.now() + timedelta(days=1)):
        sealer.tick()
    looks = trail.ask("SELECT wrong_entry, wrong_event::text FROM seal_check ORDER BY checked_at")
    assert looks == [(None, None), (number, event)]


def test_a_year_that_stays_away_is_an_alarm_and_named(trail_whole, tmp_path):
    trail, _ = trail_whole
    detach(trail)
    with trail.owner.cursor() as cursor:
        assert Alarm.YEAR_MISSING in health(cursor).alarms
    trail.export(tmp_path / "export")
    answer, said = verify(tmp_path / "export")
    assert answer == 1
    assert "Entry 0 (event " in said
    assert "was removed" in said


def test_a_partition_that_comes_back_is_guarded_again(trail_whole):
    trail, _ = trail_whole
    detach(trail)
    attach(trail)
    with trail.owner.cursor() as cursor:
        assert health(cursor).unguarded == []
    for statement in (f"DELETE FROM {PARTITION}", f"TRUNCATE {PARTITION}"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="only ever added to"):
            trail.ask(statement)
