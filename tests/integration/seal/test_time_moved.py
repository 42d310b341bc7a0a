"""Clocks that are ahead, both at once: the sealer says no year before an operator confirms that the
time is right, and a year that it said too soon is said anew, for everybody to see."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from sharing import clock
from sharing.database import SEALER_ROLE
from sharing.queries.seal import health
from sharing.seal import process
from sharing.seal.alarms import Alarm
from sharing.seal.checkpoint import (
    checkpoint,
    confirms,
    corrects,
    root_of,
    roots_of,
    size_of,
    years_of,
)
from sharing.seal.sealer import Sealer
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
from tests.integration.seal.test_sealer_says_years import (
    replace_what_was_said,
    telling,
    unguarded,
    wrong_entry,
)
from tests.integration.seal.test_sealer_stands_by_it import date_back
from tests.sealing import EVENT, NAME, PLACES, address_of, an_event, signer, verify, wait_for

__all__ = ["old", "portal"]  # fixtures
STRANGER = signer(9, NAME)


def heartbeat(recorded):
    """The sealer was heard of at that time, by the clock that there was."""
    as_the_owner(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES (%s, {PLACES})",
        recorded,
        *an_event(role="sealer", code="heartbeat", cases="{}"),
    )


def start(ticks=3, **asked):
    """Start the sealer as an operator does; return what it says."""
    assert wait_for(is_alone), "the sealer before leaves"
    said, left = [], iter(range(ticks))
    process.run(
        address_of(SEALER_ROLE, connection.settings_dict["NAME"]),
        signer(),
        pause=lambda _seconds: next(left, None) is None,
        say=said.append,
        **asked,
    )
    return said


def is_alone():
    ((others,),) = as_the_owner(
        f"SELECT count(*) FROM pg_stat_activity"
        f" WHERE usename = '{SEALER_ROLE}' AND datname = current_database()"
    )
    return not others


@pytest.fixture
def away(old):
    """The sealer was silent for some days, and said nothing of years that are over before."""
    silent_for(hours=73)


def silent_for(hours):
    heartbeat(datetime.now(UTC) - timedelta(hours=hours))
    seal(ticks=9)
    replace_what_was_said()


def test_time_that_moved_too_far_is_an_alarm_and_no_year_is_said(away):
    (_, hint) = start()
    assert "Time moved too far" in hint
    assert "start this once with --confirm-time" in hint
    assert telling() == []
    assert Alarm.STEPPED in health().alarms
    assert wrong_entry() is None
    assert as_the_owner("SELECT count(*) FROM seal_leaf")[0][0] > 3, "all is sealed meanwhile"


def test_an_operator_confirms_it_on_the_trail(away):
    start()
    assert len(start(confirm_time=True)) == 1, "nothing is wrong any more"
    assert as_the_owner("SELECT count(*) FROM audit_event WHERE code = 'time_confirmed'") == [(1,)]
    assert Alarm.STEPPED not in health().alarms
    assert years_of(telling()[-1])
    start()
    assert Alarm.STEPPED not in health().alarms, "once is enough"
    heartbeat(datetime.now(UTC) + timedelta(hours=73))
    seal()
    assert "Time moved too far" in start()[1], "of that step, and of none that comes"


@pytest.mark.parametrize("hours", [71, 0])
def test_as_long_as_a_weekend_is_no_step(old, hours):
    silent_for(hours)
    assert len(start()) == 1
    assert Alarm.STEPPED not in health().alarms
    assert telling()


def test_a_step_since_the_sealer_spoke_last_counts(portal):
    with clock.set_to(datetime.now(UTC) + timedelta(hours=73)):
        assert "Time moved too far" in start()[1]
    assert telling() == []


def test_what_nobody_signed_confirms_nothing(away):
    start()
    size, note = as_the_owner(
        "SELECT size, note FROM seal_checkpoint ORDER BY size DESC LIMIT 1 OFFSET 1"
    )[0]
    line = confirms(datetime.now(UTC))
    by = checkpoint(NAME, size, root_of(note), [STRANGER], datetime.now(UTC), more=[line])
    for made_up in (by, note.replace("\n\n", f"\n{line}\n\n")):
        with unguarded("seal_checkpoint"):
            as_the_owner("UPDATE seal_checkpoint SET note = %s WHERE size = %s", made_up, size)
        start()
        assert (telling(), wrong_entry()) == ([], None)
    # Nor an event that says so, as the owner can put it in.
    as_the_owner(
        f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})",
        *an_event(role="sealer", code="time_confirmed", cases="{}"),
    )
    start()
    assert telling() == []


def correct(year=OLD, ticks=3):
    return start(ticks=ticks, correct_year=year)


@pytest.fixture
def said_too_soon(old):
    """An event of a year came after the sealer had said what the year has, by a clock that was
    ahead."""
    before = of_year(OLD)
    date_back(OLD)
    seal(ticks=3)
    (later,) = set(of_year(OLD)) - set(before)
    seal()
    assert wrong_entry() == later
    return later


def test_a_year_that_was_said_too_soon_is_said_anew_and_ends(said_too_soon, tmp_path):
    (early,) = telling()
    answer, said = verify(exported(tmp_path / "before"), keys=[signer()], held=[newest_note()])
    assert (answer, f"Entry {said_too_soon} is of {OLD}" in said) == (3, True)
    assert f"Said anew which events {OLD} had." in correct()
    _, corrected = telling()
    assert f"\n{corrects(OLD, size_of(early))}\n" in corrected
    assert roots_of(corrected).keys() == {OLD}
    event = as_the_owner("SELECT code, role FROM audit_event WHERE code = 'year_corrected'")
    assert event == [("year_corrected", "sealer")]
    seal()
    assert wrong_entry() is None
    told = f"1 entries of {OLD} came after that, entry {said_too_soon} the first."
    held = [early, corrected, newest_note()]
    answer, said = verify(exported(tmp_path / "after"), keys=[signer()], held=held)
    assert (answer, told in said) == (0, True), said
    end()
    seal()
    assert wrong_entry() is None
    folder = exported(tmp_path / "ended")
    answer, said = verify(folder, keys=[signer()], held=[newest_note()])
    assert (answer, told in said) == (0, True), said
    assert f"13 events of {OLD} ended with their retention" in said


def test_that_it_said_so_too_soon_is_not_hidden(said_too_soon, tmp_path):
    (early,) = telling()
    correct()
    with unguarded("seal_checkpoint"):
        as_the_owner("DELETE FROM seal_checkpoint WHERE note = %s", early)
    answer, said = verify(exported(tmp_path / "export"), keys=[signer()], held=[newest_note()])
    assert (answer, f"entry {said_too_soon} the first." in said) == (0, True), said
    seal()
    assert wrong_entry() is not None, "the sealer misses what it said"


def test_only_a_signed_checkpoint_corrects_and_only_what_is_there_is_added(said_too_soon, tmp_path):
    correct()
    seal()
    early, corrected = telling()
    folder = exported(tmp_path / "export")
    notes = (folder / "checkpoints.txt").read_text(encoding="utf-8")

    def told(changed):
        (folder / "checkpoints.txt").write_text(changed, encoding="utf-8")
        return verify(folder, keys=[signer()], held=[newest_note()])

    # Signed by somebody else it corrects nothing.
    text = corrected.partition("\n\n")[0] + "\n"
    answer, said = told(notes.replace(corrected, f"{text}\n{STRANGER.signature(text)}"))
    assert (answer, f"Entry {said_too_soon} is of {OLD}" in said) == (3, True), said
    # With a key that was stolen, other entries are not made those of the year.
    how = [NAME, size_of(corrected), root_of(corrected), [signer()], datetime.now(UTC)]
    for years, size, words in (
        ({OLD: bytes(32)}, size_of(early), "than those before it"),
        (roots_of(corrected), 5, "that checkpoint is not there"),
    ):
        stolen = checkpoint(*how, years, [corrects(OLD, size)])
        answer, said = told(notes.replace(corrected, stolen))
        assert (answer, words in said) == (1, True), said


def test_a_part_of_the_trail_tells_it_too(said_too_soon, tmp_path):
    correct()
    today = datetime.now(UTC).date()
    folder = tmp_path / "part"
    call_command("export_trail", str(folder), "--from", str(today))
    assert json.loads((folder / "export.json").read_text())["first"] > 0
    answer, said = verify(folder, keys=[signer()], held=[newest_note()])
    assert (answer, f"the sealer corrected which entries {OLD} has" in said) == (0, True), said
    assert "came after that" not in said


@pytest.mark.parametrize("year", [OLD + 1, datetime.now(UTC).year])
def test_nothing_is_corrected_where_nothing_is_wrong(old, year):
    before = telling()
    assert len(correct(year)) == 1
    assert telling() == before


def test_the_owner_of_the_database_starts_no_correction(said_too_soon):
    """An event that says so is put in by whoever has the database, and is no checkpoint."""
    as_the_owner(
        f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})",
        *an_event(role="sealer", code="year_corrected", cases="{}"),
    )
    seal(ticks=3)
    seal()
    assert wrong_entry() == said_too_soon
    assert len(telling()) == 1


def test_a_sealer_that_is_started_twice_waits(portal):
    with closing(
        psycopg2.connect(address_of(SEALER_ROLE, connection.settings_dict["NAME"]))
    ) as own:
        assert wait_for(Sealer(own, signer()).take_lock)
        assert "Another sealer is at work" in start(ticks=0, confirm_time=True)[0]
    assert as_the_owner("SELECT count(*) FROM audit_event WHERE code = 'time_confirmed'") == [(0,)]
