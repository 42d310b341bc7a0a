"""Checkpoints: origin, size and root of the tree as a signed note (C2SP tlog-checkpoint and
signed-note, Ed25519), and the files that hold a sealer's key."""

import base64
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"  # the kind of signature; a further kind is a further line under the note
PRIVATE = "PRIVATE+KEY+"
NAME = re.compile(r"[^\s+]{1,100}")
READABLE_BY_OTHERS = 0o077
TIME = "%Y-%m-%dT%H:%M:%SZ"
SIGNATURE = re.compile(r"^— \S+ (\S+)$", re.MULTILINE)
SAYS_WHEN = re.compile(r"^time (\S+)$", re.MULTILINE)
SAYS_AFTER = re.compile(r"^after (\S+)$", re.MULTILINE)
SAYS_YEAR = re.compile(r"^year (\d{4}) (\S+)$", re.MULTILINE)


class BadKey(Exception):
    """The key cannot be used; the message says why."""


@dataclass(frozen=True)
class Signer:
    """A key that signs checkpoints, under the name of the trail."""

    name: str
    seed: bytes

    @cached_property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    @cached_property
    def fingerprint(self) -> bytes:
        """Return the hash that identifies the key; each signature begins with its first four
        bytes."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()

    @property
    def identifier(self) -> UUID:
        """Return the identifier by which an event names the key."""
        return UUID(bytes=self.fingerprint[:16])

    @property
    def verifier(self) -> str:
        """Return the public key as auditors keep it."""
        return f"{self.name}+{self.fingerprint[:4].hex()}+{_text(ED25519 + self.public)}"

    def signature(self, text: str) -> str:
        """Return the line that signs the text of a note."""
        signed = self.key.sign(text.encode())
        return f"— {self.name} {_text(self.fingerprint[:4] + signed)}\n"

    def written(self) -> str:
        """Return the content of the key's file."""
        return f"{PRIVATE}{self.name}+{self.fingerprint[:4].hex()}+{_text(ED25519 + self.seed)}"


def stand_of(origin: str, size: int, root: bytes) -> str:
    """Return the first lines of every checkpoint of this tree: origin, size and root."""
    return f"{origin}\n{size}\n{_text(root)}\n"


def checkpoint(
    origin: str,
    size: int,
    root: bytes,
    signers: Sequence[Signer],
    at: datetime | None = None,
    years: Mapping[int, bytes] | None = None,
    more: Iterable[str] = (),
) -> str:
    """Return the signed note of a tree: its size and root, when it was signed, the root over the
    leaves of each year given, and any further lines."""
    text = stand_of(origin, size, root) + (f"time {at.astimezone(UTC):{TIME}}\n" if at else "")
    text += "".join(f"{year_line(*told)}\n" for told in sorted((years or {}).items()))
    text += "".join(f"{one}\n" for one in more)
    # Anybody can add a signature under a checkpoint, so a takeover stands in the signed text: the
    # old key signs which key comes next, and the new key signs which one it follows.
    for old, new in pairwise(signers):
        text += f"next {new.verifier}\nafter {old.verifier}\n"
    return text + "\n" + "".join(signer.signature(text) for signer in signers)


def confirms(at: datetime) -> str:
    """Return the line of a checkpoint that confirms the time."""
    return f"confirmed {at.astimezone(UTC):{TIME}}"


def corrects(year: int, size: int) -> str:
    """Return the line of a checkpoint that corrects what the checkpoint of this size stated of a
    year."""
    return f"corrects {year} {size}"


def year_line(year: int, leaves: bytes) -> str:
    """Return the line of a checkpoint that states a year: the root of the tree over its leaves."""
    return f"year {year} {_text(leaves)}"


def size_of(note: str) -> int:
    """Return how many entries a checkpoint covers."""
    return int(note.split("\n")[1])


def years_of(note: str) -> set[int]:
    """Return the years that a checkpoint states."""
    return {int(year) for year, _root in SAYS_YEAR.findall(text_of(note))}


def roots_of(note: str) -> dict[int, bytes]:
    """Return the years that a signed checkpoint states, each with the root over its leaves."""
    return {int(year): base64.b64decode(root) for year, root in SAYS_YEAR.findall(text_of(note))}


def name_of_year(year: int, leaves: bytes) -> str:
    """Return the name by which an event states a year whose leaves have that root."""
    return str(UUID(bytes=sha256(b"%d\n" % year + leaves).digest()[:16]))


def key_before(note: str, verifier: str) -> str | None:
    """Return the key that this one followed, if the checkpoint says so and this key signed it."""
    told = SAYS_AFTER.search(text_of(note))
    took_over = told and f"\nnext {verifier}\n" in text_of(note) and is_signed(note, [verifier])
    return told[1] if told and took_over else None


def text_of(note: str) -> str:
    """Return the part of a note that is signed."""
    return note.partition("\n\n")[0] + "\n"


def signed_at(note: str) -> datetime | None:
    """Return the time in a checkpoint, or None if it is from before checkpoints had one."""
    told = SAYS_WHEN.search(text_of(note))
    return datetime.strptime(told[1], TIME).replace(tzinfo=UTC) if told else None


def is_signed(note: str, verifiers: Iterable[str]) -> bool:
    """Return whether one of these public keys signed the note."""
    signatures = [_signed(one) for one in SIGNATURE.findall(note)]
    return any(
        _is_by(signed, verifier, text_of(note)) for verifier in verifiers for signed in signatures
    )


def _signed(written: str) -> bytes:
    """Return a signature; empty if the text is not one."""
    try:
        return base64.b64decode(written, validate=True)
    except ValueError:
        return b""


def _is_by(signed: bytes, verifier: str, text: str) -> bool:
    try:
        _name, start, encoded = verifier.split("+", 2)
        if signed[:4].hex() != start:
            return False
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
        public.verify(signed[4:], text.encode())
    except (ValueError, InvalidSignature):
        return False
    return True


def root_of(note: str) -> bytes:
    """Return the root that a checkpoint names."""
    return base64.b64decode(note.split("\n")[2])


def make_key(name: str, path: Path) -> Signer:
    """Write a new key to a file that only its owner can read, never over an existing file. Raises
    `BadKey`."""
    if not NAME.fullmatch(name):
        raise BadKey("The name of a trail holds no space and no +, and at most 100 characters.")
    signer = Signer(name, os.urandom(32))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BadKey(f"{path} cannot be made: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(signer.written() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return signer


def read_key(path: Path) -> Signer:
    """Return the key in the file, which only its owner may be able to read. Raises `BadKey`."""
    try:
        if path.stat().st_mode & READABLE_BY_OTHERS:
            raise BadKey(f"{path} is open to other accounts: chmod 600 {path}")
        written = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadKey(f"{path} cannot be read: {error.strerror}.") from error
    try:
        name, _, secret = written.removeprefix(PRIVATE).split("+", 2)
        kind_and_seed = base64.b64decode(secret, validate=True)
        signer = Signer(name, kind_and_seed[1:])
        whole = kind_and_seed[:1] == ED25519 and signer.written() == written
    except ValueError:
        whole = False
    if not whole:
        raise BadKey(f"{path} holds no key made by make_seal_key.")
    return signer


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
