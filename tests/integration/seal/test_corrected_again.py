"""A year that was said too soon twice: what came after each saying is told, and who holds the first
of them is told of no forgery."""

import time

import pytest
from django.db import connection

from sharing.database import SEALER_ROLE
from sharing.seal import check, process
from sharing.seal.checkpoint import corrects, size_of
from sharing.seal.export import Asked, Export
from tests.conftest import as_owner
from tests.integration.seal.helpers import lines_of
from tests.integration.seal.test_ended_years import (
    OLD,
    as_the_owner,
    end,
    exported,
    newest_note,
    of_year,
    old,
    portal,
)
from tests.integration.seal.test_export_command import seal
from tests.integration.seal.test_sealer_says_years import telling, unguarded, wrong_entry
from tests.integration.seal.test_sealer_stands_by_it import date_back
from tests.integration.seal.test_time_moved import correct
from tests.sealing import address_of, signer, verify

__all__ = ["old", "portal"]  # fixtures


def came_later():
    """An event of the year is sealed after it was said; return its entry."""
    before = set(of_year(OLD))
    date_back(OLD)
    seal(ticks=3)
    (one,) = set(of_year(OLD)) - before
    seal()
    assert wrong_entry() == one
    return one


@pytest.fixture
def twice(old):
    """Return the entries that came after each saying, and when the second correction was still to
    come."""
    first = came_later()
    correct()
    seal()
    ((between,),) = as_the_owner("SELECT clock_timestamp()")
    second = came_later()
    correct()
    seal()
    assert wrong_entry() is None
    return first, second, between


def all_told(said, first, second):
    told = [
        f"1 entries of {OLD} came after that, entry {entry} the first." for entry in (first, second)
    ]
    return [one in said for one in told]


def test_what_came_after_each_saying_is_told(twice, tmp_path):
    first, second, _ = twice
    one, two, three = telling()
    assert [corrects(OLD, size_of(note)) in three for note in (one, two)] == [True, True]
    held = [one, two, newest_note()]
    answer, said = verify(exported(tmp_path / "export"), keys=[signer()], held=held)
    assert (answer, all_told(said, first, second)) == (0, [True, True]), said
    end()
    seal()
    answer, said = verify(exported(tmp_path / "ended"), keys=[signer()], held=held)
    assert (answer, all_told(said, first, second)) == (0, [True, True]), said


def test_what_was_corrected_first_is_told_though_that_correction_be_deleted(twice, tmp_path):
    first, second, _ = twice
    one, two, _three = telling()
    with unguarded("seal_checkpoint"):
        as_the_owner("DELETE FROM seal_checkpoint WHERE note = %s", two)
    held = [one, newest_note()]
    answer, said = verify(exported(tmp_path / "export"), keys=[signer()], held=held)
    assert answer == 0, said
    assert f"2 entries of {OLD} came after that, entry {first} the first." in said
    assert f"1 entries of {OLD} came after that, entry {second} the first." in said


def test_who_holds_the_first_is_told_of_no_forgery_by_a_later_part(twice, tmp_path):
    first, second, between = twice
    one = telling()[0]
    folder = tmp_path / "part"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET portal.reach = 'system'")
        Export(cursor, folder, Asked(since=between, held=(size_of(one),))).write()
        cursor.execute("RESET portal.reach")
    assert lines_of(folder)
    answer, said = verify(folder, keys=[signer()], held=[one, newest_note()])
    assert answer == 0, said
    assert f"the sealer corrected which entries {OLD} has" in said
    answer, said = verify(exported(tmp_path / "whole"), keys=[signer()], held=[one, newest_note()])
    assert (answer, all_told(said, first, second)) == (0, [True, True]), said


def test_a_correction_is_not_lost_with_the_connection(old, monkeypatch):
    """It is lost in the midst of the look that is to say the year anew."""
    came_later()
    monkeypatch.setattr(check, "SLICE", 5)
    pauses = iter(range(60))

    def pause(_seconds):
        number = next(pauses, None)
        if number == 2:
            as_the_owner(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid IN"
                " (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"
            )
        time.sleep(0.01)
        return number is None

    said = []
    address = address_of(SEALER_ROLE, connection.settings_dict["NAME"])
    process.run(address, signer(), pause=pause, say=said.append, correct_year=OLD)
    assert "The database cannot be reached; trying again." in said
    assert said[-1] == f"Said anew which events {OLD} had."
