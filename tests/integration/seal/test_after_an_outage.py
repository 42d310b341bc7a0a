"""What waited while the sealer was off came in time: it is sealed in its order, before the sealer
says anything of its own, whatever it is started with."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from sharing.seal.nights import Nightly
from tests.integration.seal.helpers import in_the_past
from tests.integration.seal.test_keys import taking_over
from tests.sealing import EVENT, PLACES, an_event, signer, verify, wait_for

LONG_AGO = datetime.now(UTC) - timedelta(days=4)


def stop(sealer):
    sealer.connection.close()


def start(trail, how):
    """Start it as an operator does, plainly or with one of its options."""
    if how == "next key":
        return wait_for(lambda: taking_over(trail, signer(1), signer(2)))
    sealer = trail.sealer()
    if how == "confirm time":
        sealer.confirm_time()
    return sealer


@pytest.mark.parametrize("how", ["plain", "next key", "confirm time"])
def test_what_waited_is_sealed_first_and_is_not_late(trail, tmp_path, how):
    stop(trail.sealer())
    waited = [in_the_past(trail, minutes=minutes) for minutes in (20, 15, 10, 8)]
    sealer = start(trail, how)
    for _ in range(4):
        sealer.tick()
    assert trail.sealed() == waited
    assert trail.one("SELECT count(*) FROM audit_event WHERE code = 'late_events_found'") == 0
    trail.export(tmp_path / "export")
    answer, said = verify(tmp_path / "export", keys=[signer(1)], held=[trail.newest()])
    assert answer == 0, said


@pytest.mark.parametrize("killed", [False, True])
def test_the_time_is_confirmed_once_whenever_the_sealer_was_killed(trail, killed):
    heartbeat(trail, LONG_AGO - timedelta(minutes=1))
    first = trail.sealer()
    first._seal_what_waits()  # as then: it says nothing of today
    stop(first)
    if killed:
        heartbeat(trail, LONG_AGO)  # and ended before that was sealed
    sealer = start(trail, "confirm time")
    for _ in range(8):
        sealer.next_heartbeat = monotonic()  # a minute later
        sealer.look = Nightly()
        sealer.tick()
    looks = trail.column("SELECT stepped_at FROM seal_check ORDER BY checked_at")
    assert looks == [None] * len(looks)
    assert looks


def heartbeat(trail, recorded):
    trail.ask(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES (%s, {PLACES})",
        recorded,
        *an_event(role="sealer", code="heartbeat", cases="{}"),
    )
