"""Exports that no portal wrote are refused in words."""

import re
import shutil

import pytest

from sharing.seal.checkpoint import checkpoint
from tests.integration.seal.helpers import insert, lines_of, rewrite, whole
from tests.sealing import NAME, signer, verify
from verifier import verify_trail


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("export.json", b"{", b"", "export.json cannot be read"),
        ("export.json", b'"origin"', b'"region"', "export.json cannot be read"),
        ("export.json", b"export/1", b"export/2", "another format"),
        ("export.json", b'"first": 0', b'"first": 1', "contradicts itself"),
        ("keys.txt", b"+A", b"+B", "no public key"),
        ("keys.txt", b"+", b"", "no public key"),
        ("checkpoints.txt", b"\n120\n", b"\nmany\n", "no checkpoint"),
        ("checkpoints.txt", b"\n120\n", b"\n121\n", "entries 118 to 120 was"),
        ("checkpoints.txt", b"\n10\n", b"\n19\n", "out of order"),
        ("events.jsonl", b'{"sequence":7,', b'{"sequence":"7",', "Entry 7 was changed: its line"),
        ("events.jsonl", b'{"sequence":7,', b'7,{"sequence":7,', "Entry 7 was changed: its line"),
        ("events.jsonl", b'{"sequence":7,', b'{"sequence": 7,', "Entry 7 .*was changed"),
        ("events.jsonl", b'"event":{', b'"event":[{', "Entry 0 was changed"),
        ("unsealed.jsonl", b"", b"{}\n", "unsealed.jsonl cannot be read"),
        ("unsealed.jsonl", b"", b'{"recorded_at":1}\n', "inserted: it is under no seal"),
        ("keys.txt", b"m", b"\xff", "cannot be read"),
    ],
)
def test_an_odd_file_is_refused_in_words(sealed_once, tmp_path, name, old, new, told):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    path = tmp_path / "export" / name
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    answer, said = verify(tmp_path / "export", held=[held])
    assert answer == 1
    assert re.search(told, said), said


def test_a_folder_without_files_is_refused_in_words(tmp_path):
    answer, said = verify(tmp_path / "nothing")
    assert (answer, "NOT SOUND. The files cannot be read" in said) == (1, True)


def test_without_its_newest_checkpoint_an_export_is_refused(sealed_once, tmp_path):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    notes = (folder / "checkpoints.txt").read_text(encoding="utf-8")
    (tmp_path / "export" / "checkpoints.txt").write_text(notes.removesuffix(held))
    told = "The checkpoint of the whole trail, 120 events, is not there."
    assert told in verify(tmp_path / "export")[1]


def test_lines_after_the_end_are_found(sealed_once, tmp_path):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    lines = lines_of(folder)
    insert(lines, len(lines))
    rewrite(tmp_path / "export", lines)
    assert "Entry 120 was inserted" in verify(tmp_path / "export", held=[held])[1]


def test_a_checkpoint_of_ones_own_must_be_signed_and_of_this_trail(sealed_once):
    folder, held = sealed_once
    other = checkpoint(NAME, 120, bytes(32), [signer(4)])
    assert "Your checkpoint of 120 events is forged" in verify(folder, held=[other])[1]
    other = checkpoint("other.example.org", 120, bytes(32), [signer()])
    assert "of another trail: other.example.org" in verify(folder, held=[other])[1]
    other = checkpoint(NAME, 121, bytes(32), [signer()])
    assert "cut off: your checkpoint covers 121" in verify(folder, held=[other])[1]
    assert verify(folder, held=["what is this"])[0] == 1


def test_a_wait_for_the_seal_is_no_tampering(sealed_once, tmp_path):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    (tmp_path / "export" / "unsealed.jsonl").write_text('{"recorded_at": 118000000}\n')
    answer, said = verify(tmp_path / "export", held=[held])
    assert (answer, "1 events are too new" in said) == (0, True)


def test_a_key_takes_over_only_when_an_event_names_it(sealed_once, tmp_path):
    folder, _ = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    *notes, last = verify_trail.read_notes(folder / "checkpoints.txt")
    both = "".join(whole(note) for note in notes)
    both += f"{last.text}\n{signer().signature(last.text)}{signer(2).signature(last.text)}"
    (tmp_path / "export" / "checkpoints.txt").write_text(both, encoding="utf-8")
    keys = f"{signer().verifier}\n{signer(2).verifier}\n"
    (tmp_path / "export" / "keys.txt").write_text(keys)
    assert "and no event names it" in verify(tmp_path / "export", keys=[signer()])[1]
