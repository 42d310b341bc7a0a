"""The sealer looks back every night."""

from datetime import UTC, datetime, timedelta

from sharing import clock
from sharing.seal import sealer as sealing
from tests.integration.seal.helpers import in_the_past


def test_it_says_once_a_minute_that_it_lives(trail, monkeypatch):
    now, passed = datetime(2026, 3, 14, 12, tzinfo=UTC), [1_000.0]
    monkeypatch.setattr(sealing, "monotonic", lambda: passed[0])
    with clock.set_to(now):
        sealer = trail.sealer()
        assert [sealer.tick(), sealer.tick()] == [1, 0]
    passed[0] += 60
    with clock.set_to(now + timedelta(seconds=60)):
        assert sealer.tick() == 1
    said = trail.ask("SELECT code, role, occurred_at FROM audit_event ORDER BY recorded_at")
    assert said == [("heartbeat", "sealer", now + timedelta(minutes=m)) for m in (0, 1)]


def test_the_nightly_pass_finds_and_reports_what_is_too_old_to_be_looked_for(trail):
    now = datetime(2026, 3, 14, 1, tzinfo=UTC)
    with clock.set_to(now):
        sealer = trail.sealer()
        sealer.tick()
        late = [in_the_past(trail, days=days) for days in (40, 2)]
        soon = in_the_past(trail, minutes=1)
        assert sealer.tick() == 1, "the look-back sees the last minutes"
    with clock.set_to(now + timedelta(hours=1)):
        for _ in range(6):
            sealer.tick()
    assert trail.sealed() == [soon, *late]
    named = trail.column(
        "SELECT items::text[] FROM audit_event WHERE code = 'late_events_found' ORDER BY recorded_at"
    )
    assert named == [[event] for event in late]
    with clock.set_to(now + timedelta(hours=2)):
        forgotten = in_the_past(trail, days=3)
        sealer.tick()
        assert forgotten not in trail.sealed(), "until the next night"
    with clock.set_to(now + timedelta(hours=25)):
        for _ in range(4):
            sealer.tick()
    assert forgotten in trail.sealed()


def test_a_clock_that_was_ahead_hides_nothing(trail):
    in_the_past(trail, hours=-1)
    sealer = trail.sealer()
    sealer.tick()
    events = trail.write(2)
    assert sealer.tick() == 2
    assert trail.sealed()[1:] == events


def test_what_was_left_behind_is_sealed_in_batches_too(trail):
    sealer = trail.sealer(batch=2)
    sealer.tick()
    events = [in_the_past(trail, seconds=seconds) for seconds in (9, 8, 7, 6, 5)]
    assert sealer.tick() == 5
    assert trail.sealed() == events
