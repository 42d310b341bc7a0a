"""What auditors hold is read however their editor saved it, and what says nothing is not taken for
as good as something. What the verifier says reaches every terminal."""

import sqlite3
from contextlib import closing, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from sharing.seal.checkpoint import checkpoint
from tests.integration.seal.helpers import manifest
from tests.integration.seal.years import Years, at
from tests.sealing import signer
from verifier import verify_trail


def run(*arguments):
    with redirect_stdout(StringIO()) as said:
        answer = verify_trail.main([str(one) for one in arguments])
    return answer, said.getvalue()


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_they_may_be_saved_by_any_editor(sealed_once, tmp_path, coding):
    folder, held = sealed_once
    keys, note = tmp_path / "keys.txt", tmp_path / "note.txt"
    keys.write_text(f"{signer().verifier}\n", encoding=coding, newline="\r\n")
    note.write_text(held, encoding=coding, newline="\r\n")
    answer, said = run(folder, "--keys", keys, "--checkpoint", note)
    assert answer == 0, said


@pytest.mark.parametrize("what", ["--keys", "--checkpoint"])
@pytest.mark.parametrize("content", [b"", b"\n\n", b"what is this", b"\xff\xfe\x00", None])
def test_what_says_nothing_is_told_apart_from_the_trail(sealed_once, tmp_path, what, content):
    folder, _held = sealed_once
    own = tmp_path / "own.txt"
    if content is not None:
        own.write_bytes(content)
    answer, said = run(folder, what, own)
    assert (answer, said.startswith("NOT VERIFIED. Your file own.txt cannot be used: ")) == (
        1,
        True,
    )


def test_a_terminal_may_lack_a_letter(tmp_path):
    name = "marac.ll\N{LATIN SMALL LETTER Y WITH CIRCUMFLEX}n.example/trail"
    trail = Years()
    trail.add(at(2016), 3)
    folder, key = trail.write(tmp_path / "export"), signer(1, name)
    note = checkpoint(name, 3, trail.tree.root(), [key], at(2016))
    (folder / "checkpoints.txt").write_text(note, encoding="utf-8")
    (folder / "keys.txt").write_text(key.verifier, encoding="utf-8")
    manifest(folder, origin=name)
    terminal = TextIOWrapper(BytesIO(), encoding="cp1252")
    with redirect_stdout(terminal):
        answer = verify_trail.main([str(folder)])
    terminal.flush()
    shown = terminal.buffer.getvalue()
    assert (answer, rb"marac.ll\u0177n" in shown) == (0, True), shown


def test_a_machine_without_room_is_told_apart_from_the_trail(sealed_once, monkeypatch):
    with closing(sqlite3.connect("")) as full:
        full.execute("PRAGMA max_page_count = 1")
        monkeypatch.setattr(verify_trail.sqlite3, "connect", lambda _name: full)
        answer, said = run(sealed_once[0])
    assert (answer, "NOT VERIFIED. There is no room for a temporary file: " in said) == (1, True)
