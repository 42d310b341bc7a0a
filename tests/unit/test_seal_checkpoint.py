"""Checkpoints are signed notes that others can read, and keys lie in files nobody else can."""

import base64
import stat
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from sharing.seal.checkpoint import (
    BadKey,
    Signer,
    checkpoint,
    is_signed,
    make_key,
    read_key,
    root_of,
    signed_at,
)
from verifier import verify_trail

# The example of golang.org/x/mod/sumdb/note.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZ"
    "b6KE6RyyBwJnAM=\n"
)


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "key"
    path.write_text(GO_SECRET + "\n")
    path.chmod(0o600)
    return path


def test_it_signs_as_other_implementations_do(key_file):
    signer = read_key(key_file)
    assert signer.verifier == GO_PUBLIC
    assert signer.signature(GO_TEXT) == GO_SIGNATURE
    assert signer.written() == GO_SECRET
    assert signer.identifier == UUID(bytes=signer.fingerprint[:16])


def test_a_checkpoint_is_read_back(tmp_path):
    one, other = Signer("example.org/a", bytes(32)), Signer("example.org/a", bytes([1]) * 32)
    note = checkpoint("example.org/a", 7, b"\x07" * 32, [one, other])
    stand = f"example.org/a\n7\n{base64.b64encode(bytes([7]) * 32).decode()}"
    assert note.split("\n\n")[0] == f"{stand}\nnext {other.verifier}\nafter {one.verifier}"
    assert root_of(note) == b"\x07" * 32
    path, keys = tmp_path / "notes", tmp_path / "keys"
    path.write_text(f"{note}\r\n\n{note}", encoding="utf-8", newline="")
    keys.write_text(f"{one.verifier}\n{other.verifier}\n")
    for read in verify_trail.read_notes(path):
        assert (read.origin, read.size, read.root) == ("example.org/a", 7, b"\x07" * 32)
        assert all(read.is_signed_by(key) for key in verify_trail.read_keys(keys))
        read.text += "x"
        assert not any(read.is_signed_by(key) for key in verify_trail.read_keys(keys))


def test_it_says_when_it_was_signed_and_by_whom(tmp_path):
    signer, another = Signer("example.org/a", bytes(32)), Signer("example.org/a", bytes([1]) * 32)
    at = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
    note = checkpoint("example.org/a", 7, b"\x07" * 32, [signer], at)
    assert signed_at(note) == at
    assert signed_at(checkpoint("example.org/a", 7, b"\x07" * 32, [signer])) is None
    assert is_signed(note, [another.verifier, signer.verifier])
    assert not is_signed(note, [another.verifier])
    assert not is_signed(note.replace("09:30", "09:31"), [signer.verifier])
    path = tmp_path / "note"
    for text, when in ((note, at.timestamp() * 1_000_000), (note.replace("time", "else"), None)):
        path.write_text(text, encoding="utf-8")
        (read,) = verify_trail.read_notes(path)
        assert read.at == when


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path, capsys):
    path = tmp_path / "key"
    call_command("make_seal_key", "example.org/trail", str(path))
    assert capsys.readouterr().out == read_key(path).verifier + "\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="cannot be made: File exists"):
        call_command("make_seal_key", "example.org/trail", str(path))
    with pytest.raises(BadKey, match="no space and no"):
        make_key("example.org/a trail", tmp_path / "other")


def test_a_key_that_others_can_read_is_refused(key_file):
    key_file.chmod(0o640)
    with pytest.raises(BadKey, match="chmod 600"):
        read_key(key_file)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "what is this",
        GO_SECRET.removeprefix("PRIVATE+KEY+"),
        GO_SECRET.replace("c74f", "c74e"),
        GO_SECRET[:-4],
        GO_SECRET.replace("+AYEK", "+BYEK"),
    ],
)
def test_what_is_no_key_is_refused(key_file, written):
    key_file.write_text(written)
    with pytest.raises(BadKey, match="holds no key"):
        read_key(key_file)


def test_a_key_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadKey, match="cannot be read: No such file"):
        read_key(tmp_path / "key")
