"""The sealer looks through all that it sealed, and says what does not fit any more."""

from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from sharing import clock
from sharing.seal import check
from sharing.seal.lines import COLUMNS, line
from sharing.seal.merkle import leaf_hash
from tests.sealing import signer

NIGHT = datetime(2026, 3, 14, 2, tzinfo=UTC)


def found(trail):
    """Return what was found, look by look: how many were looked at, and the first wrong entry."""
    return trail.ask("SELECT size, wrong_entry FROM seal_check ORDER BY checked_at")


def said(trail):
    """Return what the sealer said of alterations, by the events that it named."""
    return trail.column(
        "SELECT items::text[] FROM audit_event WHERE code = 'trail_altered' ORDER BY recorded_at"
    )


@pytest.fixture
def looked(trail):
    """A trail of 21 entries, two checkpoints, and a sealer that has looked through it."""
    with clock.set_to(NIGHT - timedelta(hours=1)):
        sealer = trail.sealer()
        trail.write(9)
        sealer.tick()
        trail.write(11)
        sealer.tick()
    assert found(trail) == [(10, None)]
    return trail, sealer


def look_again(sealer):
    with clock.set_to(NIGHT):
        sealer.tick()
        sealer.tick()


def test_what_fits_is_looked_through_at_the_start_and_every_night(looked):
    trail, sealer = looked
    sealer.next_heartbeat = 0  # the next is due
    with clock.set_to(NIGHT - timedelta(minutes=1)):
        sealer.tick()
    assert len(found(trail)) == 1
    look_again(sealer)
    with clock.set_to(NIGHT + timedelta(days=1)):
        sealer.tick()
    looks = found(trail)
    assert len(looks) == 3
    assert [wrong for _, wrong in looks] == [None] * 3
    assert looks[1][0] >= 22
    assert said(trail) == []


def test_a_clock_that_was_ahead_keeps_it_from_no_look(looked):
    trail, sealer = looked
    days = [365, 1, 2, 3]  # it was a year ahead once
    for day in days:
        with clock.set_to(NIGHT + timedelta(days=day, minutes=1)):
            sealer.tick()
            sealer.tick()
    assert len(found(trail)) == 1 + len(days)


def test_an_empty_trail_fits(trail):
    with trail.connect("portal_sealer").cursor() as cursor:
        assert check.Check(signer(), cursor, 0).step(cursor) == check.Finding(0)


def test_a_long_trail_is_looked_through_in_steps(trail, monkeypatch):
    monkeypatch.setattr(check, "SLICE", 4)
    trail.write(10)
    sealer = trail.sealer()
    sealer.tick()
    sealer.tick()
    assert found(trail) == []
    sealer.tick()
    assert found(trail) == [(11, None)]


@pytest.mark.parametrize(
    ("damage", "entry"),
    [
        ("UPDATE audit_event SET code = 'case_reed' WHERE id = {event}", 12),
        ("DELETE FROM audit_event WHERE id = {event}", 12),
        ("UPDATE seal_leaf SET hash = sha256('x') WHERE sequence = 12", 12),
        ("DELETE FROM seal_leaf WHERE sequence = 12", 12),
        ("DELETE FROM seal_leaf WHERE sequence >= 12", 12),
        (
            "UPDATE seal_checkpoint SET size = 11, note = replace(note, '10', '11') WHERE size = 10",
            0,
        ),
        ("UPDATE seal_checkpoint SET note = replace(note, '— ', '— x')", None),
        # Whoever takes keys from the page or from an export would trust it.
        ("INSERT INTO seal_key (since, verifier) VALUES (7, 'put+in+there')", 7),
    ],
)
def test_what_does_not_fit_any_more_is_found_and_said(looked, damage, entry):
    trail, sealer = looked
    event = trail.one("SELECT event_id::text FROM seal_leaf WHERE sequence = 12")
    trail.tamper(damage.format(event=f"'{event}'"))
    sealer.next_heartbeat = inf
    look_again(sealer)
    (_, (size, wrong)) = found(trail)
    assert wrong == (size if entry is None else entry)
    knows_which = "audit_event" in damage or "SET hash" in damage
    assert said(trail) == [[event] if knows_which else []]


def test_an_event_and_its_leaf_that_were_altered_together_are_narrowed_down(looked):
    trail, sealer = looked
    event = trail.one("SELECT event_id::text FROM seal_leaf WHERE sequence = 12")
    trail.tamper(f"UPDATE audit_event SET code = 'case_reed' WHERE id = '{event}'")
    forged = forged_leaf(trail, event)
    trail.tamper(f"UPDATE seal_leaf SET hash = decode('{forged.hex()}', 'hex') WHERE sequence = 12")
    sealer.next_heartbeat = inf
    look_again(sealer)
    assert found(trail)[1:] == [(21, 10)], "after the checkpoint of ten"


def forged_leaf(trail, event):
    """Return the leaf that the event gives now."""
    (row,) = trail.ask(f"SELECT {COLUMNS} FROM audit_event e WHERE id = %s", event)
    return leaf_hash(line(row))


def test_leaves_that_were_cut_off_are_missed(looked):
    trail, sealer = looked
    trail.tamper("DELETE FROM seal_leaf WHERE sequence >= 19")
    with sealer.connection.cursor() as cursor:
        assert check.Check(signer(), cursor, 21).step(cursor) == check.Finding(21, 19)


def test_what_was_cut_off_with_its_checkpoints_is_missed(looked):
    trail, sealer = looked
    trail.tamper(
        "DELETE FROM seal_leaf WHERE sequence >= 10", "DELETE FROM seal_checkpoint WHERE size > 10"
    )
    with sealer.connection.cursor() as cursor:
        look = check.Check(signer(), cursor, sealer.tree.size)
        assert look.step(cursor) == check.Finding(21, 10)


def test_the_newest_checkpoint_is_of_what_was_looked_at(looked):
    trail, _sealer = looked
    with trail.connect("portal_sealer").cursor() as cursor:
        look = check.Check(signer(), cursor, 21)
        event = trail.one("SELECT event_id::text FROM seal_leaf WHERE sequence = 20")
        trail.tamper(f"UPDATE audit_event SET code = 'case_reed' WHERE id = '{event}'")
        forged = forged_leaf(trail, event)
        trail.tamper(
            f"UPDATE seal_leaf SET hash = decode('{forged.hex()}', 'hex') WHERE sequence = 20",
            "DELETE FROM seal_checkpoint WHERE size > 10",
        )
        cursor.connection.rollback()
        found = look.step(cursor)
        assert (found.wrong_entry, found.years) == (10, {})
