"""The seal as the safeguarding lead sees it, on its page, at home and at the foot of minutes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from meetings.models import Stage
from sharing import clock
from sharing.seal.alarms import Alarm
from sharing.seal.checkpoint import checkpoint
from sharing.seal.merkle import EMPTY
from tests.conftest import as_owner
from tests.paper import words_on
from tests.sealing import NAME, signer
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, text, words_of
from verifier import verify_trail

NOTE = checkpoint(NAME, 7, EMPTY, [signer()])
NEXT, LATER = (datetime.now(UTC).year + more for more in (1, 2))


def as_sealer(statement, *values):
    """Write as the sealer would, whose work the test sees the result of alone."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def sealed(cast):
    as_sealer("INSERT INTO seal_key (since, verifier) VALUES (0, %s)", signer().verifier)
    as_sealer("INSERT INTO seal_checkpoint (size, note) VALUES (7, %s)", NOTE)
    return cast


@pytest.fixture
def well(sealed):
    """All events are sealed, the sealer lives, has looked through, and a checkpoint is out."""
    as_sealer("SELECT write_sealer_event(gen_random_uuid(), now(), 'heartbeat', '{}')")
    as_sealer(
        "INSERT INTO seal_leaf SELECT row_number() OVER () - 1, recorded_at, id, sha256('')"
        " FROM audit_event"
    )
    as_sealer("INSERT INTO seal_check (size) VALUES (7)")
    as_sealer("INSERT INTO seal_mailing (size) VALUES (7)")
    return sealed


def test_before_the_first_seal_there_is_nothing_to_take(cast):
    page = get(cast, "odile", "seal")
    said = words_of(page)
    assert "None yet" in said
    assert "Not within the last hour" in said
    assert "The sealer has not been heard of for some minutes" in said
    assert "Download" not in said
    assert text(get(cast, "odile", "take_checkpoint")) == ""


def test_what_is_well_is_said(well):
    said = words_of(get(well, "odile", "seal"))
    assert "The seal is well" in said
    assert "nothing is altered" in said
    assert "Waiting for their seal The oldest for 0 seconds" in said
    assert NAME in said
    assert newest_event().code == "seal_read"


def test_what_is_wrong_is_said_with_what_to_do(sealed):
    as_sealer("INSERT INTO seal_check (size, wrong_entry) VALUES (7, 3)")
    as_sealer(f"ALTER TABLE audit_event_{LATER} DISABLE TRIGGER never_emptied")
    as_sealer(f"ALTER TABLE audit_event DETACH PARTITION audit_event_{NEXT}")
    with clock.set_to(clock.now() + timedelta(days=2)):
        said = words_of(get(sealed, "odile", "seal"))
    assert "entry 3 does not fit" in said
    assert f"audit_event_{LATER}" in said
    assert str(NEXT) in said
    assert "things are wrong" in said
    for alarm in (Alarm.ALTERED, Alarm.UNGUARDED, Alarm.YEAR_MISSING, Alarm.SILENT):
        assert str(alarm.label) in said


def test_checkpoint_and_keys_are_taken_as_files_that_verify(sealed):
    for name, file, holds in (
        ("take_checkpoint", "checkpoint.txt", NOTE),
        ("take_keys", "public-keys.txt", f"{signer().verifier}\n"),
    ):
        answer = get(sealed, "odile", name)
        assert answer.content.decode() == holds
        assert answer["Content-Disposition"] == f'attachment; filename="{file}"'
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert newest_event().code == "seal_read"


def test_the_trail_and_home_lead_to_it(well):
    for name in ("trail", "home"):
        assert reverse("seal") in text(get(well, "odile", name))


def test_home_says_what_is_wrong(sealed):
    said = words_of(get(sealed, "odile", "home"))
    assert "The seal of the trail needs you" in said
    assert str(Alarm.SILENT.label) in said


def test_home_is_quiet_while_all_is_well(well):
    assert "needs you" not in words_of(get(well, "odile", "home"))


@pytest.mark.parametrize("name", ["minutes_paper", "action_plan_paper"])
def test_the_checkpoint_at_the_foot_of_minutes_can_be_copied_and_verified(sealed, name, tmp_path):
    case = case_at(sealed, Stage.HEARD)
    said = words_on(get(sealed, "carys", name, case.pk).content)
    lines = [line.strip() for line in said.splitlines()]
    at = lines.index(NAME)
    copied = tmp_path / "copied"
    copied.write_text("\n".join(lines[at : at + 4]), encoding="utf-8")
    (note,) = verify_trail.read_notes(copied, held=True)
    key = verify_trail.Key(NAME, signer().public)
    assert (note.size, note.root, note.is_signed_by(key)) == (7, EMPTY, True)


def test_minutes_are_printed_before_the_first_seal_too(cast):
    case = case_at(cast, Stage.HEARD)
    assert NAME not in words_on(get(cast, "carys", "minutes_paper", case.pk).content)


# For operations


def test_the_command_says_that_all_is_well(well, capsys):
    call_command("check_trail")
    said = capsys.readouterr().out
    assert said.startswith("7 events are sealed; the oldest that is not waits for 0 seconds.\n")
    assert "A checkpoint was last mailed: 20" in said


def test_the_command_fails_and_says_what_to_do(sealed, capsys):
    as_sealer("INSERT INTO seal_check (size, wrong_entry) VALUES (7, 3)")
    as_sealer(f"ALTER TABLE audit_event_{LATER} DISABLE TRIGGER never_emptied")
    as_sealer(f"ALTER TABLE audit_event DETACH PARTITION audit_event_{NEXT}")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO written_check (looked_at, unproved, wrong) VALUES (9, 0, 2)")
    with pytest.raises(CommandError, match=r"(?s)altered after.*a guard is off.*make_trail_years"):
        call_command("check_trail")
    said = capsys.readouterr().out
    assert "The sealer was last heard of: not at all." in said
    assert "Entry 3 of the trail does not fit its seal." in said
    assert "Altered since it was written: 2; see check_history." in said
    assert f"Missing years: {NEXT}." in said
    assert f"Without a guard: audit_event_{NEXT}, audit_event_{LATER}." in said


def test_the_owner_makes_the_years_to_come(db, capsys):
    with as_owner():
        as_sealer(f"ALTER TABLE audit_event DETACH PARTITION audit_event_{LATER}")
        as_sealer(f"DROP TABLE audit_event_{LATER}")
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
        call_command("make_trail_years")
        call_command("make_trail_years")
    assert capsys.readouterr().out == f"Made: {LATER}.\nAll years are there.\n"
