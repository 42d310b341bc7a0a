"""What the owner of the database did to the trail is named."""

import random

import pytest

from tests.integration.seal.helpers import OF, RANDOM, entry_of, seal_batches
from tests.sealing import EVENT, PLACES, an_event, verify

TAMPERINGS = 1_000
BATCHES = 8  # a trail of a hundred events is exported and verified as often


@pytest.fixture
def sealed(trail):
    seal_batches(trail, BATCHES)
    return trail


def column(cursor, at):
    name = random.choice(["user_id", "code", "reason_", "cases", "recorded_at", "occurred_at"])
    change = {
        "user_id": "user_id = gen_random_uuid()",
        "code": "code = 'another'",
        "reason_": "outcome = 'refused', reason = 'other_area'",
        "cases": "cases = array_append(cases, gen_random_uuid())",
        "recorded_at": "recorded_at = recorded_at - interval '2 hours'",
        "occurred_at": "occurred_at = occurred_at + interval '1 microsecond'",
    }[name]
    cursor.execute(f"UPDATE audit_event SET {change} WHERE {THAT_ENTRY}", [at])
    return at


def row(cursor, at):
    cursor.execute(f"DELETE FROM audit_event WHERE {THAT_ENTRY}", [at])
    return at


def row_and_leaf(cursor, at):
    row(cursor, at)
    cursor.execute("DELETE FROM seal_leaf WHERE sequence = %s", [at])
    return at


def two_rows(cursor, at):
    other = random.choice([place for place in range(BATCHES * OF) if place != at])
    cursor.execute(
        "WITH two AS (SELECT sequence, recorded_at, event_id FROM seal_leaf"
        " WHERE sequence IN (%(at)s, %(other)s)), gone AS (DELETE FROM seal_leaf"
        " WHERE sequence IN (%(at)s, %(other)s) RETURNING sequence, hash)"
        " SELECT g.sequence, t.recorded_at, t.event_id, g.hash FROM gone g"
        " JOIN two t ON t.sequence <> g.sequence",
        {"at": at, "other": other},
    )
    for moved in cursor.fetchall():
        cursor.execute("INSERT INTO seal_leaf VALUES (%s, %s, %s, %s)", moved)
    return min(at, other)


def an_old_row(cursor, at):
    cursor.execute(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) SELECT recorded_at - interval '1 hour',"
        f" {PLACES} FROM seal_leaf WHERE sequence = %s",
        [*an_event(), at],
    )


def the_tail(cursor, at):
    cursor.execute("SELECT max(size) FROM seal_checkpoint WHERE size <= greatest(%s, 16)", [at])
    size = cursor.fetchone()[0]
    cursor.execute(
        "DELETE FROM audit_event e USING seal_leaf l WHERE l.sequence >= %s"
        " AND e.recorded_at = l.recorded_at AND e.id = l.event_id",
        [size],
    )
    cursor.execute("DELETE FROM seal_leaf WHERE sequence >= %s", [size])
    cursor.execute("DELETE FROM seal_checkpoint WHERE size > %s", [size])
    return size


THAT_ENTRY = "(recorded_at, id) = (SELECT recorded_at, event_id FROM seal_leaf WHERE sequence = %s)"
WAYS = (column, row, row_and_leaf, two_rows, an_old_row, the_tail)


@pytest.mark.parametrize("share", range(TAMPERINGS // RANDOM))
def test_random_tampering_by_the_owner_of_the_database_is_named(sealed, tmp_path, share):
    held = [sealed.newest()]
    with sealed.as_a_dishonest_owner() as cursor:
        cursor.execute("SAVEPOINT honest")
        for seed in range(share * RANDOM, (share + 1) * RANDOM):
            random.seed(seed)
            folder = tmp_path / str(seed)
            way = WAYS[seed % len(WAYS)]
            first = way(cursor, random.randrange(16, BATCHES * OF - 1))
            sealed.export(folder, cursor=cursor)
            cursor.execute("ROLLBACK TO SAVEPOINT honest")
            answer, said = verify(folder, held=held)
            assert answer == 1, (seed, way)
            if first is None:
                assert "was inserted: it is under no seal" in said
            else:
                assert entry_of(said) == first, (seed, way, said)


def test_an_older_checkpoint_does_not_show_what_was_cut_off_after_it(sealed, tmp_path):
    with sealed.as_a_dishonest_owner() as cursor:
        the_tail(cursor, 100)
        sealed.export(tmp_path / "export", cursor=cursor)
    assert verify(tmp_path / "export", held=[sealed.newest(31)])[0] == 0, "as the docs say"
