"""Who carries an export with personal parts can put no other text into it: each part gives the
commitment of its event, by what its line says, byte for byte."""

import json

import pytest
from django.core.management import call_command

from tests.integration.seal.helpers import lines_of, manifest
from tests.integration.seal.test_export_command import newest_note, played, portal
from tests.sealing import signer, verify

__all__ = ["played", "portal"]  # fixtures
FORGED = json.dumps({"address": "192.0.2.66", "why": "forged"})


@pytest.fixture
def carried(played, tmp_path):
    """An export with the parts that came with it, and the commitments that its events show."""
    folder = tmp_path / "export"
    call_command("export_trail", str(folder), "--details")
    assert told_of(folder)[0] == 0
    rows = list(map(json.loads, lines_of(folder, "details.jsonl")))
    events = [json.loads(line)["event"] for line in lines_of(folder)]
    return folder, rows, {event["id"]: event.get("commitment") for event in events}


def told_of(folder):
    return verify(folder, keys=[signer()], held=[newest_note()])


def replaced(folder, lines):
    (folder / "details.jsonl").write_text("".join(f"{line}\n" for line in lines))
    return told_of(folder)


def written(row):
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize(
    "instead", [{}, {"unreadable": True}, {"unreadable": True, "salt": "00" * 16, "detail": FORGED}]
)
def test_no_part_brings_its_own_commitment(carried, instead):
    folder, rows, commitments = carried
    lines = [
        written({"event": row["event"], **instead, "commitment": commitments[row["event"]]})
        for row in rows
    ]
    answer, said = replaced(folder, lines)
    assert (answer, f"(event {rows[0]['event']}) was changed" in said) == (1, True), said


def test_the_beginning_of_a_part_hides_in_no_salt(carried):
    folder, rows, _commitments = carried
    moved = [
        written({**row, "salt": row["salt"] + row["detail"].encode().hex(), "detail": ""})
        for row in rows
    ]
    answer, said = replaced(folder, moved)
    assert (answer, f"(event {rows[0]['event']}) was changed" in said) == (1, True), said


@pytest.mark.parametrize(
    "spelt",
    [
        '{{"event":{event},"detail":{forged},"salt":{salt},"detail":{detail}}}',
        '{{"event":{event},"salt":{salt},"detail":{detail},"why":"forged"}}',
        '{{"event":{event},"salt":{salt}, "detail":{detail}}}',
    ],
    ids=["twice", "more", "spaced"],
)
def test_a_part_says_one_thing_alone(carried, spelt):
    """Of a name that stands twice, one reader takes the first and another the last."""
    folder, rows, _commitments = carried
    lines = [
        spelt.format(forged=written(FORGED), **{name: written(row[name]) for name in row})
        for row in rows
    ]
    answer, said = replaced(folder, lines)
    assert (answer, f"(event {rows[0]['event']}) was changed" in said) == (1, True), said


def test_parts_that_are_there_are_not_said_to_have_stayed_behind(carried):
    folder, _rows, _commitments = carried
    manifest(folder, details=False)
    answer, said = told_of(folder)
    assert (answer, "details.jsonl is there, and export.json says that it is not" in said) == (
        1,
        True,
    ), said
