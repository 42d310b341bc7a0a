"""The sealer says which entries a year has, once it is over and all of it is sealed; its own look
believes of no year that it ended with others."""

from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection

from sharing import clock
from sharing.database import SEALER_ROLE
from sharing.seal import check
from sharing.seal.checkpoint import checkpoint, root_of, signed_at, years_of
from sharing.seal.sealer import Sealer
from tests.integration.seal.test_ended_years import (
    OLD,
    agree,
    as_the_owner,
    end,
    exported,
    newest_note,
    old,
    portal,
    write,
    years,
)
from tests.integration.seal.test_export_command import seal
from tests.sealing import NAME, address_of, signer, verify, wait_for
from tests.sessions import session
from verifier import verify_trail

__all__ = ["old", "portal"]  # fixtures
NEXT, STRANGER = signer(2), signer(9, NAME)


def notes():
    return [row[0] for row in as_the_owner("SELECT note FROM seal_checkpoint ORDER BY size")]


def telling():
    return [note for note in notes() if years_of(note)]


def wrong_entry():
    return as_the_owner("SELECT wrong_entry FROM seal_check ORDER BY checked_at DESC LIMIT 1")[0][0]


@contextmanager
def unguarded(table):
    as_the_owner(f"ALTER TABLE {table} DISABLE TRIGGER only_added")
    yield
    as_the_owner(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_added")


def replace_what_was_said(*by):
    """As the owner, take away what the sealer said of years, or put something in its place."""
    said = telling()
    size = max(int(note.split("\n")[1]) for note in said)
    with unguarded("seal_checkpoint"):
        for note in said:
            as_the_owner("DELETE FROM seal_checkpoint WHERE note = %s", note)
        for note in by:
            as_the_owner("INSERT INTO seal_checkpoint (size, note) VALUES (%s, %s)", size, note)


def test_each_year_that_is_over_is_said_once(old):
    last = datetime.now(UTC).year - 1
    (said,) = telling()
    assert years_of(said) == set(range(OLD, last + 1)), "those without an entry too"
    seal(ticks=3)
    assert telling() == [said]


def test_a_clock_that_runs_ahead_says_no_year_that_is_not_over(portal):
    this_year = datetime.now(UTC).year
    write(this_year)
    with clock.set_to(datetime(this_year + 2, 6, 1, tzinfo=UTC)):
        seal(ticks=2)
    assert notes()
    assert telling() == []


def test_a_year_of_which_something_is_not_sealed_is_not_said(portal):
    for year in (OLD, OLD + 1):
        as_the_owner("SELECT make_audit_partition(%s)", year)
    try:
        write(OLD)
        with clock.set_to(datetime(OLD, 12, 31, tzinfo=UTC)):
            seal()
        assert telling() == [], "it is not over"
        write(OLD + 1)
        seal()  # the pass finds one day of the past at a time
        (said,) = telling()
        assert OLD in years_of(said)
        assert OLD + 1 not in years_of(said)
        seal(ticks=3)
        seal()
        assert OLD + 1 in years_of(telling()[-1])
    finally:
        for year in (OLD, OLD + 1):
            as_the_owner(f"DROP TABLE audit_event_{year}")


def test_years_end_one_after_the_other_and_the_last_event_names_all(old, tmp_path, settings):
    settings.TRAIL_YEARS = 7
    end()
    seal()
    (items,) = as_the_owner(
        "SELECT items::text[] FROM audit_event WHERE code = 'year_ended' ORDER BY recorded_at DESC"
        " LIMIT 1"
    )[0]
    roots = as_the_owner("SELECT of_year, root FROM seal_ended ORDER BY of_year DESC")
    assert items == [verify_trail.name_of(year, bytes(root)) for year, root in roots]
    assert [year for year, _root in roots] == [OLD + 1, OLD]
    answer, said = verify(exported(tmp_path / "export"), keys=[signer()], held=[newest_note()])
    assert answer == 0, said


def test_a_year_before_the_first_event_ends_too(portal, settings, tmp_path):
    settings.DETAIL_DAYS = 40_000
    as_the_owner("SELECT make_audit_partition(%s)", OLD)
    write(datetime.now(UTC).year, 3)
    seal(ticks=2)
    assert OLD in years_of(telling()[0])
    agree(OLD)
    end()
    seal()
    assert (OLD in years(), wrong_entry(), len(telling())) == (False, None, 1)
    answer, said = verify(exported(tmp_path / "export"), keys=[signer()], held=[newest_note()])
    assert answer == 0, said


def test_a_year_that_ends_while_the_sealer_looks_was_not_altered(old, monkeypatch):
    monkeypatch.setattr(check, "SLICE", 5)  # fewer than the old year has
    with sealing_with() as sealer:
        sealer.tick()
        end()
        while sealer.check:
            sealer.tick()
    assert wrong_entry() is None


def test_the_sealer_misses_what_it_said_of_a_year_that_ended(old):
    end()
    seal()
    assert wrong_entry() is None
    replace_what_was_said()
    seal()
    assert wrong_entry() == 0


def test_it_believes_no_key_for_standing_in_the_database(old):
    end()
    seal()
    said = telling()[0]
    years = {of: bytes(root) for of, root in as_the_owner("SELECT of_year, root FROM seal_ended")}
    size = int(said.split("\n")[1])
    forged = checkpoint(NAME, size, root_of(said), [STRANGER], datetime.now(UTC), years)
    replace_what_was_said(forged)
    with unguarded("seal_key"):
        as_the_owner("UPDATE seal_key SET since = since + 1")
        as_the_owner("INSERT INTO seal_key (since, verifier) VALUES (0, %s)", STRANGER.verifier)
    seal()
    assert wrong_entry() == 0


@contextmanager
def sealing_with(key=None, next_key=None):
    name = connection.settings_dict["NAME"]
    with session(address_of(SEALER_ROLE, name)) as own:
        sealer = Sealer(own, key or signer())
        assert wait_for(sealer.take_lock)
        sealer.resume(next_key)
        yield sealer


def sealer_with(key, next_key=None):
    with sealing_with(key, next_key) as sealer:
        sealer.tick()


def test_what_a_key_said_before_it_handed_over_holds(old, tmp_path):
    end()
    sealer_with(signer(), NEXT)
    sealer_with(NEXT)
    assert wrong_entry() is None
    answer, said = verify(exported(tmp_path / "export"), keys=[signer()], held=[newest_note()])
    assert answer == 0, said
    # Nobody else comes before it by putting a signature under what it signed.
    (over,) = [note for note in notes() if "\nafter " in note]
    changed = over.replace(signer().verifier, STRANGER.verifier)
    with unguarded("seal_checkpoint"):
        as_the_owner("UPDATE seal_checkpoint SET note = %s WHERE note = %s", changed, over)
    sealer_with(NEXT)
    assert wrong_entry() == 0


def test_a_clock_that_was_set_back_signs_no_earlier_time(old):
    before = signed_at(newest_note())
    with clock.set_to(datetime(OLD, 6, 1, tzinfo=UTC)):
        seal()
    assert len(notes()) > 2
    assert signed_at(newest_note()) == before


def test_what_is_no_signature_is_none(old):
    end()
    seal()
    said = telling()[0]
    replace_what_was_said(said.split("\n\n")[0] + "\n\n— x A\n")
    seal()
    assert wrong_entry() == 0
