"""An outsider checks an exported trail, whole or in part."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sharing.seal import merkle
from tests.integration.seal.helpers import BATCHES, OF, entry_of, lines_of, manifest, rewrite
from tests.integration.seal.test_under_no_seal import Leaves
from tests.sealing import NAME, signer, verify
from verifier import verify_trail


@pytest.fixture
def exported(sealed, tmp_path):
    """The whole of it in a folder."""
    sealed.export(tmp_path / "export")
    return tmp_path / "export"


def test_what_nobody_touched_is_sound(sealed, exported):
    answer, said = verify(exported, keys=[signer()], held=[sealed.newest(), sealed.newest(16)])
    assert answer == 0
    assert said == (
        "Personal parts did not come with the export, and were not checked.\n"
        f"SOUND: {BATCHES * OF + 1} events fit the trail {NAME} of {BATCHES * OF + 1} events, its"
        " checkpoints and 2 checkpoints of yours.\n"
    )


def test_what_it_could_not_check_it_says(exported):
    answer, said = verify(exported)
    assert answer == 0
    assert "You gave no public key" in said
    assert "You gave no checkpoint" in said


def test_it_needs_nothing_of_the_portal(sealed, exported, tmp_path):
    program = Path(shutil.copy(verify_trail.__file__, tmp_path))
    held = tmp_path / "held"
    held.write_text(sealed.newest(), encoding="utf-8")
    asked = [sys.executable, "-I", program, exported, "--checkpoint", held]
    assert subprocess.run(asked, cwd="/", check=False, capture_output=True).returncode == 0
    rewrite(exported, lines_of(exported)[:-1])
    done = subprocess.run(asked, cwd="/", check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert "cut off" in done.stdout


def test_a_period_is_verified_without_the_rest(sealed, tmp_path):
    since, before = (
        sealed.one("SELECT recorded_at FROM seal_leaf WHERE sequence = %s", place)
        for place in (100, 200)
    )
    folder = tmp_path / "export"
    assert sealed.export(folder, since=since, before=before, held=(16, 286, 301, 0)) == 100
    held = [sealed.newest(size) for size in (16, 121, 286, None)]
    assert verify(folder, held=held)[0] == 0
    answer, said = verify(folder, held=[sealed.newest(31)])
    assert (answer, "--held 31" in said) == (3, True)
    lines = lines_of(folder)
    rewrite(folder, [*lines[:40], *lines[41:]])
    answer, said = verify(folder, held=held)
    assert (answer, entry_of(said)) == (1, 140)
    manifest(folder, consistency={"286": [], "16": []})
    rewrite(folder, lines)
    assert "is not the one of your checkpoint of 16 events" in verify(folder, held=held)[1]


def test_one_event_is_proved_without_showing_the_others(sealed, tmp_path):
    event = sealed.one("SELECT event_id FROM seal_leaf WHERE sequence = 77")
    assert sealed.export(tmp_path / "export", event_id=event) == 1
    everything = b"".join(path.read_bytes() for path in (tmp_path / "export").iterdir())
    shown = set(re.findall(rb'"id":"([0-9a-f-]{36})"', everything))
    assert shown == {str(event).encode()}
    assert verify(tmp_path / "export", held=[sealed.newest()])[0] == 0


def test_a_case_is_proved_event_by_event(sealed, tmp_path):
    case = sealed.one("SELECT cases[1] FROM audit_event WHERE cases <> '{}' LIMIT 1")
    sealed.write(2, cases="{" + str(case) + "}")
    held = sealed.newest()
    folder = tmp_path / "export"
    sealed.opened[1].close()
    sealer = None
    while sealer is None:
        try:
            sealer = sealed.sealer()
        except AssertionError:
            continue
    sealer.tick()
    assert sealed.export(folder, case_id=case, held=(301,)) == 3
    assert verify(folder, held=[held, sealed.newest()])[0] == 0
    lines, proofs = lines_of(folder), lines_of(folder, "proofs.jsonl")
    for changed in (
        [lines[0].replace(b"case_read", b"case_reed"), *lines[1:]],
        [lines[0].replace(b'"sequence":', b'"sequence":1'), *lines[1:]],
        lines[:1] * 3,
        [b"what is this\n", *lines[1:]],
        lines[:2],
    ):
        rewrite(folder, changed)
        assert verify(folder, held=[held])[0] == 1
    rewrite(folder, lines)
    rewrite(folder, [proofs[1], proofs[0], proofs[2]], "proofs.jsonl")
    assert "was changed or moved, or never sealed" in verify(folder)[1]
    rewrite(folder, proofs, "proofs.jsonl")
    assert "No checkpoint of the export is signed" in verify(folder, keys=[signer(3)])[1]


def test_the_whole_that_was_made_a_selection_is_said_to_be_one(sealed, exported):
    answer, said = verify(exported, keys=[signer()], held=[sealed.newest()])
    assert (answer, "selection" in said) == (0, False)
    lines = lines_of(exported)
    kept = Leaves([bytes.fromhex(json.loads(line)["hash"]) for line in lines])
    size = len(lines)
    proofs = [
        {"sequence": place, "path": [node.hex() for node in merkle.inclusion(kept, place, size)]}
        for place in range(size)
    ]
    del lines[9], proofs[9]
    rewrite(exported, lines)
    rewrite(exported, [json.dumps(proof).encode() + b"\n" for proof in proofs], "proofs.jsonl")
    manifest(exported, kind="selection")
    answer, said = verify(exported, keys=[signer()], held=[sealed.newest()])
    assert (answer, "SOUND: 300 events fit" in said) == (0, True), said
    assert "It is a selection" in said
