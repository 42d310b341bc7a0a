"""Exports that no portal wrote are refused in words."""

import json
import re
import shutil
from hashlib import sha256

import pytest

from sharing.seal.checkpoint import checkpoint
from tests.integration.seal.helpers import insert, lines_of, rewrite, whole
from tests.integration.seal.years import Years, at
from tests.sealing import NAME, signer, verify
from verifier import verify_trail

DEEP = b"[" * 100_000


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
        ("export.json", b"{", b'{"a":' + DEEP, "export.json cannot be read"),
        ("export.json", b'"first": 0', b'"first": 1e999', "export.json cannot be read"),
        ("export.json", b"{", b'{"without_leaf": "7",', "export.json cannot be read"),
        ("unsealed.jsonl", b"", DEEP + b"\n", "unsealed.jsonl cannot be read"),
        ("unsealed.jsonl", b"", b'{"recorded_at":1e999}\n', "unsealed.jsonl cannot be read"),
        ("events.jsonl", b'{"sequence":7,', DEEP, "Entry 7 was changed: its line"),
        ("checkpoints.txt", b"\n", b"\nmore" * 2_000, "no checkpoint"),
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


def test_an_event_that_is_no_event_is_refused_in_words(tmp_path):
    trail = Years()
    trail.add(at(2026))
    trail.seal(at(2026))
    folder = trail.write(tmp_path / "export")
    body = b'{"heartbeat":"heartbeat","a":' + DEEP
    leaf = sha256(b"\x00" + body).hexdigest().encode()
    rewrite(folder, [verify_trail.LINE % (0, leaf, body)])
    answer, said = verify(folder)
    assert (answer, "Entry 0 cannot be read" in said) == (1, True)


def test_of_a_line_without_an_end_only_the_beginning_is_read(sealed_once, tmp_path, monkeypatch):
    monkeypatch.setattr(verify_trail, "LONGEST", 4_096)
    folder, _held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    path = tmp_path / "export" / "events.jsonl"
    path.write_bytes(path.read_bytes() + b"x" * 10_000)
    with path.open("rb") as file:
        assert max(map(len, verify_trail.lines_of(file))) == 4_096
    answer, said = verify(tmp_path / "export")
    assert (answer, "Entry 120 was changed: its line cannot be read" in said) == (1, True)


def test_nothing_that_it_says_of_an_export_bends_the_terminal(sealed_once, tmp_path):
    folder, _held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    told = json.dumps({"id": "\x1b[2J\nSOUND: ", "recorded_at": 1})
    (tmp_path / "export" / "unsealed.jsonl").write_text(told)
    answer, said = verify(tmp_path / "export")
    assert (answer, "\x1b" in said, "\nSOUND" in said) == (1, False, False)


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
    both += checkpoint(NAME, last.size, last.root, [signer(), signer(2)])
    (tmp_path / "export" / "checkpoints.txt").write_text(both, encoding="utf-8")
    keys = f"{signer().verifier}\n{signer(2).verifier}\n"
    (tmp_path / "export" / "keys.txt").write_text(keys)
    assert "and no event names it" in verify(tmp_path / "export", keys=[signer()])[1]


def test_no_key_takes_over_by_a_signature_that_anybody_can_add(sealed_once, tmp_path):
    folder, _ = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    *notes, before, last = verify_trail.read_notes(folder / "checkpoints.txt")
    evil = signer(9)
    forged = "".join(whole(note) for note in notes)
    forged += f"{before.text}\n{signer().signature(before.text)}{evil.signature(before.text)}\n"
    forged += checkpoint(NAME, last.size, last.root, [evil])
    (tmp_path / "export" / "checkpoints.txt").write_text(forged, encoding="utf-8")
    (tmp_path / "export" / "keys.txt").write_text(f"{signer().verifier}\n{evil.verifier}\n")
    answer, said = verify(tmp_path / "export", keys=[signer()])
    assert (answer, "took over" in said) == (1, False), said
