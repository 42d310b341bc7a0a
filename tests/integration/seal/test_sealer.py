"""What was written is sealed in order and once."""

import random
import threading
import time
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest

from sharing import clock
from sharing.database import SEALER_ROLE, WEB_ROLE
from sharing.seal.checkpoint import checkpoint, root_of, signed_at
from sharing.seal.state import newest_checkpoint, state
from sharing.seal.taken_up import NotSealing
from tests.integration.seal.helpers import in_the_past
from tests.sealing import EVENT, NAME, PLACES, address_of, an_event, signer, verify, wait_for

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
    assert note == checkpoint(NAME, 4, sealer.tree.root(), [signer()], signed_at(note))
    assert root_of(note) == sealer.tree.root()
    with trail.connect(WEB_ROLE).cursor() as cursor:
        assert newest_checkpoint(cursor) == note


def test_a_clock_that_is_ahead_signs_no_time_to_come(trail):
    sealer = trail.sealer()
    with clock.set_to(datetime.now(UTC) + timedelta(days=3650)):
        sealer.tick()
    assert signed_at(trail.newest()) <= trail.one("SELECT clock_timestamp()")


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
    sealer = trail.sealer()
    sealer.tick()
    assert trail.sealed() == events
    assert trail.is_whole()
