"""Checkpoints: origin, size and root of the tree as a signed note (C2SP tlog-checkpoint and
signed-note, Ed25519), and the files that hold a sealer's key."""

import base64
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"  # the kind of signature; a further kind is a further line under the note
PRIVATE = "PRIVATE+KEY+"
NAME = re.compile(r"[^\s+]{1,100}")
READABLE_BY_OTHERS = 0o077


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
        """Return what identifies the key; the first four bytes stand in each signature."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()

    @property
    def identifier(self) -> UUID:
        """Return how an event names the key."""
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
        """Return what stands in the file of the key."""
        return f"{PRIVATE}{self.name}+{self.fingerprint[:4].hex()}+{_text(ED25519 + self.seed)}"


def checkpoint(origin: str, size: int, root: bytes, signers: Sequence[Signer]) -> str:
    """Return the signed note that says how the tree stands."""
    text = f"{origin}\n{size}\n{_text(root)}\n"
    return text + "\n" + "".join(signer.signature(text) for signer in signers)


def root_of(note: str) -> bytes:
    """Return the root that a checkpoint names."""
    return base64.b64decode(note.split("\n")[2])


def make_key(name: str, path: Path) -> Signer:
    """Write a new key to a file that only its owner can read; never over another."""
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
    """Return the key of the file, which nobody but its owner may be able to read."""
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
