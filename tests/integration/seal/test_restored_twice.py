"""A database that was restored from a backup, and was lost again before its trail was longer than
what had been lost, or after it: who holds a checkpoint of either loss is told that."""

from contextlib import contextmanager

import pytest

from sharing.seal.checkpoint import size_of
from tests.integration.seal.test_process import run_in_turn, run_process, take_away
from tests.integration.seal.test_restored import KEPT, exported, first_saying, lost, newest, restore

__all__ = ["lost"]  # a fixture


def lines_of(note):
    return [line for line in note.splitlines() if line.startswith("restored ")]


def assert_lost(trail, folder, notes, at):
    """Of each checkpoint it is told that it is of what was lost, when the trail was so long."""
    for number, note in enumerate(notes):
        answer, said = exported(trail, folder / str(number), held=[note])
        assert answer == 3, said
        of = f"{size_of(note)} events is of what was lost when the database was restored at {at}"
        assert f"Your checkpoint of {of} events" in said


@pytest.mark.parametrize("grown", [2, 80])
def test_from_the_same_backup(trail, lost, tmp_path, grown):
    restore(trail, lost[-1])
    trail.write(grown)
    run_in_turn(trail)
    since = [first_saying(trail), newest(trail)]
    take_away(trail, KEPT)
    trail.write(3)
    restore(trail, since[-1])
    assert_lost(trail, tmp_path, [*lost, *since], KEPT)
    held = newest(trail)
    assert exported(trail, tmp_path / "whole", held=[held])[0] == 0
    take_away(trail, size_of(first_saying(trail)))
    answer, said = exported(trail, tmp_path / "cut", held=[held])
    assert (answer, "cut off" in said) == (1, True), "what was signed since was not lost"


def test_that_the_trail_was_as_long_again_takes_nothing_back(trail, lost, tmp_path):
    """Two checkpoints of one size, each of what was lost."""
    restore(trail, lost[0])
    trail.write(size_of(lost[0]) - size_of(newest(trail)) - 1)
    run_in_turn(trail)
    again = newest(trail)
    assert size_of(again) == size_of(lost[0])
    take_away(trail, KEPT)
    restore(trail, again)
    assert_lost(trail, tmp_path, [lost[0], again], KEPT)


def test_from_an_older_backup(trail, tmp_path):
    notes = []

    def act(number):
        if number:
            notes.append(trail.newest())
        trail.write(20)

    run_process(trail, ticks=5, during=act)
    older, newer, *lost = notes
    take_away(trail, size_of(newer))
    restore(trail, lost[-1])
    since = newest(trail)
    assert size_of(since) < size_of(lost[0])
    take_away(trail, size_of(older))
    restore(trail, since)
    assert_lost(trail, tmp_path, [newer, *lost, since], size_of(older))


def test_from_a_newer_one_it_is_said_once(trail, lost, tmp_path):
    restore(trail, lost[-1])
    backup = newest(trail)
    trail.write(3)
    run_in_turn(trail)
    since = newest(trail)
    take_away(trail, size_of(backup))
    restore(trail, since)
    first, again = lines_of(newest(trail))
    assert lines_of(since) == [first]
    assert again.startswith(f"restored {size_of(backup)} {size_of(since)} ")
    assert_lost(trail, tmp_path / "first", lost, KEPT)
    assert_lost(trail, tmp_path / "again", [since], size_of(backup))


TABLES = ("audit_event", "seal_leaf", "seal_node", "seal_checkpoint")


@contextmanager
def kept(trail, size):
    """Yield what puts back a backup that was made now, when the trail had that size."""
    trail.tamper(*(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}" for table in TABLES))
    yield lambda: trail.tamper(
        *(f"DELETE FROM {table}" for table in TABLES),
        *(f"INSERT INTO {table} SELECT * FROM kept_{table}" for table in TABLES),
    )
    trail.tamper(*(f"DROP TABLE kept_{table}" for table in TABLES))
    assert size_of(newest(trail)) > size


def test_from_a_newer_backup_of_the_first_trail(trail, tmp_path):
    """It knows nothing of the restore before: the trails parted at the older backup."""
    notes = []

    def act(number):
        if number:
            notes.append(trail.newest())
        trail.write(6 if number == 0 else 20)

    run_process(trail, ticks=3, during=act)
    older, newer = notes
    with kept(trail, size_of(newer)) as put_back:
        trail.write(20)
        run_in_turn(trail)
        last = newest(trail)
        take_away(trail, size_of(older))
        restore(trail, last)
        since = [first_saying(trail)]
        trail.write(60)
        run_in_turn(trail)
        since.append(newest(trail))
        assert size_of(since[0]) < size_of(newer) < size_of(last) < size_of(since[1])
        put_back()
        restore(trail, since[1])
    assert_lost(trail, tmp_path, [last, *since], size_of(older))
    assert exported(trail, tmp_path / "newer", held=[newer])[0] == 0
