"""The sealer on a real trail: what is committed gets its place, whatever happens to the sealer."""

import random
import threading
import time
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest

from sharing import clock
from sharing.database import SEALER_ROLE, WEB_ROLE
from sharing.seal import process
from sharing.seal.checkpoint import checkpoint, root_of
from sharing.seal.sealer import NotSealing
from sharing.seal.state import newest_checkpoint, state
from tests.sealing import (
    EVENT,
    NAME,
    address_of,
    an_event,
    signer,
    trail,
    trail_database,
    verify,
)

__all__ = ["trail", "trail_database"]  # fixtures

PLACES = ", ".join(["%s"] * len(EVENT.split(", ")))
INSERT = f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})"


def test_what_was_written_is_sealed_in_order_and_once(trail):
    events = trail.write(3)
    sealer = trail.sealer()
    assert sealer.tick() == 4, "three, and the heartbeat"
    events += trail.write(2)
    assert sealer.tick() == 2
    assert sealer.tick() == 0
    assert trail.sealed() == events
    assert trail.is_whole()


def test_the_checkpoint_is_signed_and_says_how_the_tree_stands(trail):
    trail.write(3)
    sealer = trail.sealer()
    sealer.tick()
    note = trail.newest()
    assert note == checkpoint(NAME, 4, sealer.tree.root(), [signer()])
    assert root_of(note) == sealer.tree.root()
    with trail.connect(WEB_ROLE).cursor() as cursor:
        assert newest_checkpoint(cursor) == note


def test_an_event_that_commits_late_is_sealed(trail):
    web = trail.connect(WEB_ROLE)
    late = an_event()
    web.cursor().execute(INSERT, late)
    sealer = trail.sealer()
    (sooner,) = trail.write()
    sealer.tick()
    assert trail.sealed() == [sooner]
    web.commit()
    assert sealer.tick() == 1
    assert trail.sealed() == [sooner, late[0]]


def test_writers_that_hold_transactions_open_lose_nothing(trail):
    written, stop = [], threading.Event()

    def write():
        web = psycopg2.connect(address_of(WEB_ROLE, trail.database))
        while not stop.is_set():
            event = an_event()
            with web, web.cursor() as cursor:
                cursor.execute(INSERT, event)
                time.sleep(random.uniform(0, 0.05))
            written.append(event[0])
        web.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    sealer = trail.sealer()
    for writer in writers:
        writer.start()
    until = time.monotonic() + 2
    while time.monotonic() < until:
        sealer.tick()
    stop.set()
    for writer in writers:
        writer.join()
    sealer.tick()
    assert len(written) > 20
    assert sorted(trail.sealed()) == sorted(written)
    assert trail.is_whole()


def test_many_are_sealed_in_batches_and_proved_from_what_was_kept(trail, tmp_path):
    events = trail.write(700)
    trail.sealer(batch=97).tick()
    assert trail.sealed() == events
    assert trail.one("SELECT count(*) FROM seal_node WHERE level = 8") == 2
    assert trail.one("SELECT count(*) FROM seal_checkpoint") == 8
    trail.export(tmp_path / "export")
    assert verify(tmp_path / "export")[0] == 0


def test_a_second_sealer_waits(trail):
    first = trail.sealer()
    second = trail.connect(SEALER_ROLE)
    other = type(first)(second, signer())
    assert not other.take_lock()
    first.connection.close()
    assert wait_for(other.take_lock)


def test_it_signs_in_as_the_sealer_alone(trail):
    sealer = trail.sealer()
    for role in ("portal_owner", WEB_ROLE):
        with pytest.raises(NotSealing, match=f"not as {role}"):
            type(sealer)(trail.connect(role), signer()).take_lock()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE seal_leaf SET sequence = 9",
        "DELETE FROM seal_checkpoint",
        "TRUNCATE seal_node",
        "INSERT INTO audit_event (id) VALUES (gen_random_uuid())",
        "DELETE FROM audit_event",
        "SELECT * FROM sharing_auditdetail",
        "SELECT write_sealer_event(gen_random_uuid(), now(), 'case_read', '{}')",
    ],
)
def test_the_sealers_role_may_only_add(trail, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        trail.connect(SEALER_ROLE).cursor().execute(statement)


@pytest.mark.parametrize("table", ["seal_leaf", "seal_node", "seal_checkpoint", "seal_key"])
def test_the_seal_is_only_added_to_even_by_its_owner(trail, table):
    trail.write(300)
    trail.sealer().tick()
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="only ever added to"):
            trail.ask(statement)


def test_leaves_are_no_business_of_the_web_role_without_a_job(trail):
    trail.write()
    trail.sealer().tick()
    with trail.connect(WEB_ROLE).cursor() as cursor:
        cursor.execute("SELECT set_config('portal.reach', 'area', true)")
        cursor.execute("SELECT count(*) FROM seal_leaf")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT set_config('portal.reach', 'system', true)")
        cursor.execute("SELECT count(*) FROM seal_leaf")
        assert cursor.fetchone() == (2,)


def test_it_says_once_a_minute_that_it_lives(trail):
    now = datetime(2026, 3, 14, 12, tzinfo=UTC)
    with clock.set_to(now):
        sealer = trail.sealer()
        assert [sealer.tick(), sealer.tick()] == [1, 0]
    with clock.set_to(now + timedelta(seconds=60)):
        assert sealer.tick() == 1
    said = trail.ask("SELECT code, role, occurred_at FROM audit_event ORDER BY recorded_at")
    assert said == [("heartbeat", "sealer", now + timedelta(minutes=m)) for m in (0, 1)]


def in_the_past(trail, **ago):
    """Write an event as of long ago, as a clock that was wrong or a dishonest owner would."""
    event = an_event()
    recorded = datetime.now(UTC) - timedelta(**ago)
    trail.ask(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES (%s, {PLACES})", recorded, *event
    )
    return event[0]


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


def test_how_the_seal_stands_can_be_asked(trail):
    sealer = trail.sealer()
    with trail.connect(WEB_ROLE).cursor() as cursor:
        assert (state(cursor).size, state(cursor).sealed_at, state(cursor).alarm) == (
            0,
            None,
            False,
        )
        trail.write()
        assert timedelta(0) < state(cursor).waiting_for < timedelta(seconds=60)
        in_the_past(trail, seconds=61)
        assert state(cursor).alarm
        sealer.tick()
        assert (state(cursor).size, state(cursor).alarm) == (3, False)
        in_the_past(trail, seconds=61)
        assert state(cursor).alarm, "older than what is sealed, and not sealed"


def test_it_goes_on_where_it_was(trail):
    events = trail.write(300)
    trail.sealer().connection.close()
    trail.sealer(batch=7).tick()
    trail.opened[-1].close()
    events += trail.write(300)
    sealer = wait_for(lambda: started(trail))
    sealer.tick()
    assert trail.sealed() == events
    assert trail.is_whole()


def started(trail):
    """Return a sealer once the lock of an earlier one is gone."""
    try:
        return trail.sealer()
    except AssertionError:
        return None


def wait_for(asked):
    until = time.monotonic() + 10
    while not (answer := asked()) and time.monotonic() < until:
        time.sleep(0.02)
    return answer


def test_it_does_not_go_on_with_another_key(trail):
    trail.sealer().connection.close()
    with pytest.raises(NotSealing, match="another key"):
        wait_for(lambda: started_with(trail, signer(2)))


def started_with(trail, by):
    try:
        return trail.sealer(by)
    except AssertionError:
        return None


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM seal_leaf WHERE sequence = 2", "hashes are missing"),
        ("UPDATE seal_leaf SET hash = sha256('x') WHERE sequence = 2", "does not fit"),
        ("DELETE FROM seal_checkpoint", "does not fit"),
        ("UPDATE seal_checkpoint SET note = replace(note, '— ', '— x')", "does not fit"),
    ],
)
def test_it_does_not_seal_on_top_of_what_was_altered(trail, damage, told):
    trail.write(3)
    trail.sealer().tick()
    trail.opened[-1].close()
    for table in ("seal_leaf", "seal_checkpoint"):
        trail.ask(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    trail.ask(damage)
    with pytest.raises(NotSealing, match=told):
        wait_for(lambda: started(trail))


def test_a_key_takes_over(trail, tmp_path):
    old, new = signer(1), signer(2)
    events = trail.write(3)
    trail.sealer(old).tick()
    trail.opened[-1].close()
    sealer = wait_for(lambda: taking_over(trail, old, new))
    assert sealer.signer == new
    events += trail.write(2, also="{seal_key_named}")
    sealer.tick()
    assert trail.sealed() == events
    (named,) = trail.column("SELECT items::text[] FROM audit_event WHERE code = 'seal_key_named'")
    assert named == [str(new.identifier)]
    since = trail.one("SELECT max(since) FROM seal_key")
    assert trail.newest(since).count("— ") == 2
    trail.export(tmp_path / "export")
    held = [trail.newest(4), trail.newest()]
    answer, said = verify(tmp_path / "export", keys=[old], held=held)
    assert (answer, "took over" in said) == (0, True)
    assert verify(tmp_path / "export", keys=[new], held=held[1:])[0] == 0
    assert verify(tmp_path / "export", keys=[signer(3)])[0] == 1
    sealer.connection.close()
    assert wait_for(lambda: taking_over(trail, old, new)).signer == new, "was done before"


def taking_over(trail, old, new):
    try:
        return trail.sealer(old, next_signer=new)
    except AssertionError:
        return None


def test_a_key_of_another_trail_does_not_take_over(trail):
    with pytest.raises(NotSealing, match="another trail"):
        trail.sealer(next_signer=signer(2, "elsewhere.example.org/trail"))


def run_process(trail, *, ticks, say=None, during=None, **options):
    """Run the sealer as its process does, for so many pauses."""
    said, left = [], iter(range(ticks))

    def pause(seconds):
        assert seconds == process.TICK
        number = next(left, None)
        if during and number is not None:
            during(number)
        return number is None

    process.run(
        address_of(SEALER_ROLE, trail.database),
        options.pop("by", signer()),
        pause=pause,
        say=said.append,
        **options,
    )
    return said


def test_the_process_seals_until_it_is_told_to_stop(trail):
    events = trail.write(2)
    assert run_process(trail, ticks=2) == [f"Sealing since entry 0 with {signer().verifier}"]
    assert trail.sealed() == events


def test_the_process_connects_again(trail):
    def cut(number):
        if number == 1:
            trail.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN"
                " (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"
            )

    events = trail.write(2)
    said = run_process(trail, ticks=6, during=cut)
    assert said[1:] == [
        "The database cannot be reached; trying again.",
        said[0].replace("0", "3", 1),
    ]
    assert trail.sealed() == events


def test_the_process_stops_while_the_database_is_away(trail):
    said = []
    nowhere = address_of(SEALER_ROLE, "not_there")
    process.run(nowhere, signer(), pause=lambda seconds: True, say=said.append)
    assert said == ["The database cannot be reached; trying again."]


def test_the_process_waits_for_another_sealer(trail):
    first = trail.sealer()
    assert run_process(trail, ticks=2) == ["Another sealer is at work; waiting."]

    def leave(number):
        if number == 1:
            first.connection.close()

    said = run_process(trail, ticks=50, during=leave)
    assert said[0] == "Another sealer is at work; waiting."
    assert said[1].startswith("Sealing since")
