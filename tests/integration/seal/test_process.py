"""The process seals until it is told to stop."""

import pytest

from sharing.database import SEALER_ROLE
from sharing.seal import process
from sharing.seal.checkpoint import size_of
from sharing.seal.taken_up import NotSealing
from tests.integration.seal.helpers import in_the_past
from tests.sealing import address_of, empty, signer, verify, wait_for

LOCKS = """
    SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND d.datname = current_database()
"""


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


def cut_off(trail):
    """End the connection of the sealer, and wait until its lock is free."""
    trail.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database()"  # other tests hold locks in theirs
        " AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"
    )
    assert wait_for(lambda: not trail.ask(LOCKS))


def test_the_process_connects_again(trail):
    def cut(number):
        if number == 1:
            cut_off(trail)

    events = trail.write(2)
    said = run_process(trail, ticks=6, during=cut)
    assert said[1:] == [
        "The database cannot be reached; trying again.",
        said[0].replace("0", "3", 1),
    ]
    assert trail.sealed() == events


def test_the_process_stops_while_the_database_is_away(trail):
    said = []
    nowhere = "postgresql://portal_sealer:hidden@127.0.0.1:1/not_there"
    pauses = iter([False, False, True])
    process.run(nowhere, signer(), pause=lambda seconds: next(pauses), say=said.append)
    (line,) = said
    assert line.startswith("The database cannot be reached; trying again. connection to server at")
    assert "hidden" not in line


def test_the_process_waits_for_another_sealer(trail):
    first = trail.sealer()
    assert run_process(trail, ticks=2) == ["Another sealer is at work; waiting."]

    def leave(number):
        if number == 1:
            first.connection.close()
            assert wait_for(lambda: not trail.ask(LOCKS))

    said = run_process(trail, ticks=50, during=leave)
    assert said[0] == "Another sealer is at work; waiting."
    assert said[1].startswith("Sealing since")


def take_away(trail, size):
    """Leave of the trail what a backup has that was made when it had that size."""
    trail.tamper(
        "DELETE FROM audit_event e USING seal_leaf l WHERE e.recorded_at = l.recorded_at"
        f" AND e.id = l.event_id AND l.sequence >= {size}",
        f"DELETE FROM seal_leaf WHERE sequence >= {size}",
        f"DELETE FROM seal_checkpoint WHERE size > {size}",
    )


def told(said):
    """Return what it says, but of the lock of a connection that has just ended."""
    return [one for one in said if one != "Another sealer is at work; waiting."]


def start_anew(trail):
    assert len(run_in_turn(trail)) == 1


def leave_nothing(trail, _size):
    with trail.owner.cursor() as cursor:
        empty(cursor)


def leave_inner_hashes(trail, size):
    """Those stand for leaves that are not there any more."""
    take_away(trail, size)
    assert trail.one("SELECT count(*) FROM seal_node") > 0


def leave_no_leaves(trail, size):
    trail.tamper(f"DELETE FROM seal_leaf WHERE sequence >= {size}")


@pytest.mark.parametrize("how", [take_away, leave_nothing, leave_inner_hashes, leave_no_leaves])
def test_the_process_seals_nothing_on_top_of_less_than_it_signed(trail, tmp_path, how):
    signed, notes = [], []

    def act(number):
        if number == 1:
            signed.append(size_of(trail.newest()))
            trail.write(511 if how is leave_inner_hashes else 3)
        if number == 2:
            notes.append(trail.newest())
            cut_off(trail)
            how(trail, signed[0])
            trail.write()

    trail.write(1)
    _started, lost, refused = told(run_process(trail, ticks=8, during=act))
    assert "cannot be reached" in lost
    if how is leave_no_leaves:
        assert "The seal is damaged" in refused
    else:
        assert "another trail than was sealed here, or a shorter one" in refused
        assert notes[0] in refused, "which its journal keeps"
    left = 0 if how is leave_nothing else signed[0]
    assert trail.one("SELECT count(*) FROM seal_leaf") == left
    assert trail.one("SELECT count(*) FROM seal_key") == (0 if how is leave_nothing else 1)
    if how is take_away:
        # An operator who restored a backup starts it anew. Who holds what was lost is told so.
        start_anew(trail)
        trail.export(tmp_path / "shorter")
        answer, words = verify(tmp_path / "shorter", keys=[signer()], held=notes)
        assert (answer, "The trail was cut off" in words) == (1, True)
        trail.write(9)
        start_anew(trail)
        trail.export(tmp_path / "longer")
        answer, words = verify(tmp_path / "longer", keys=[signer()], held=notes)
        assert (answer, "does not fit its signed checkpoints" in words) == (1, True)
        held = [trail.newest(signed[0]), trail.newest()]
        assert verify(tmp_path / "longer", keys=[signer()], held=held)[0] == 0


def test_the_process_goes_on_where_what_it_signed_is_there_again(trail):
    parts = {
        "audit_event": "id = (SELECT event_id FROM seal_leaf WHERE sequence = 3)",
        "seal_leaf": "sequence = 3",
        "seal_checkpoint": "size = 4",
    }

    def act(number):
        if number == 1:
            trail.write()
        if number == 2:
            cut_off(trail)
            for table, part in parts.items():
                trail.ask(
                    f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table} WHERE {part}"
                )
            take_away(trail, 3)
        if number == 6:
            for table in parts:
                trail.ask(f"INSERT INTO {table} SELECT * FROM kept_{table}")

    trail.write(2)
    said = told(run_process(trail, ticks=12, during=act))
    assert "or a shorter one" in said[2]
    assert said[3:] == [f"Sealing since entry 4 with {signer().verifier}"]
    assert trail.is_whole()


def test_another_refusal_does_not_make_it_forget_what_it_signed(trail):
    """Something swallows its word of a year: what it had sealed by then it stands by all the
    same."""
    sizes = []

    def act(_number):
        size = trail.one("SELECT coalesce(max(size), 0) FROM seal_checkpoint")
        if len(sizes) < 2 and size > sum(sizes[-1:]):
            sizes.append(size)
            trail.write(3)
            if len(sizes) == 2:
                take_away(trail, sizes[0])

    in_the_past(trail, days=366)
    trail.ask(
        "CREATE RULE quiet AS ON INSERT TO audit_event"
        " WHERE NEW.code = 'heartbeat' AND NEW.items <> '{}' DO INSTEAD NOTHING"
    )
    try:
        said = told(run_process(trail, ticks=12, during=act))
    finally:
        trail.ask("DROP RULE quiet ON audit_event")
    assert sizes[0] < sizes[1]
    assert "does not reach the trail" in said[1], "and it does not end"
    assert "or a shorter one" in said[-1]
    assert trail.one("SELECT count(*) FROM seal_leaf") == sizes[0]


def test_a_backup_of_before_the_key_was_renewed(trail, tmp_path):
    trail.write(3)
    assert len(told(run_process(trail, ticks=3))) == 1, "the backup was made here"
    size = size_of(trail.newest())
    run_in_turn(trail, next_signer=signer(2))
    take_away(trail, size)
    trail.ask("ALTER TABLE seal_key DISABLE TRIGGER only_added")
    trail.ask("DELETE FROM seal_key WHERE since > 0")
    trail.ask("ALTER TABLE seal_key ENABLE ALWAYS TRIGGER only_added")
    for options in ({"by": signer(2)}, {"by": signer(2), "next_signer": signer(3)}):
        with pytest.raises(NotSealing, match="start this with the key of that time"):
            run_in_turn(trail, **options)
    trail.write(3)
    run_in_turn(trail, next_signer=signer(2))
    run_in_turn(trail, by=signer(2))
    trail.export(tmp_path / "export")
    assert verify(tmp_path / "export", keys=[signer()], held=[trail.newest()])[0] == 0
    with pytest.raises(NotSealing, match="make another"):
        run_in_turn(trail, by=signer(2), next_signer=signer())


def run_in_turn(trail, **options):
    """Run the sealer once the one before is gone for good."""
    assert wait_for(lambda: not trail.ask(LOCKS))
    return run_process(trail, ticks=4, **options)
