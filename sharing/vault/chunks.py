"""Files as they are stored: AES-256-GCM in chunks, so that reading a file does not hold all of it.

Each chunk is sealed with its number, whether it is the last, and its file (the STREAM
construction), so that a chunk that is missing, moved, cut off or from another file is found there.
The key belongs to the file and seals nothing else, so the number alone makes each nonce unique."""

import io
from collections.abc import Iterator
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sharing.vault.problems import Altered

VERSION = b"vault-1\n"  # how a stored file begins
CHUNK = 64 * 1024  # bytes in clear
TAG = 16  # bytes
COUNTER = 11  # bytes of a nonce, before the one that says whether it is the last


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def sealed(content: bytes, key: bytes, *, file_id: UUID) -> Iterator[bytes]:
    """Yield what is stored of the content."""
    chunk = _Chunks(key, file_id)
    yield VERSION
    for start in range(0, len(content), CHUNK) or range(1):
        last = start + CHUNK >= len(content)
        yield chunk.sealed(content[start : start + CHUNK], last=last)


class _Chunks:
    """The chunks of a file, one after the other."""

    def __init__(self, key: bytes, file_id: UUID) -> None:
        self._cipher, self._about = AESGCM(key), VERSION + file_id.bytes
        self._number = 0

    def sealed(self, content: bytes, *, last: bool) -> bytes:
        nonce = _nonce(self._number, last=last)
        self._number += 1
        return self._cipher.encrypt(nonce, content, self._about)


class Sealing(io.RawIOBase):
    """Seals in the same way content that is written piece by piece. It holds at most a chunk in
    clear."""

    def __init__(self, key: bytes, *, file_id: UUID) -> None:
        super().__init__()
        self._chunks, self._waiting = _Chunks(key, file_id), bytearray()
        self._stored = io.BytesIO()
        self._stored.write(VERSION)

    def writable(self) -> bool:
        return True

    def write(self, piece: Any, /) -> int:
        self._waiting += piece
        while len(self._waiting) > CHUNK:  # so another one follows
            self._stored.write(self._chunks.sealed(bytes(self._waiting[:CHUNK]), last=False))
            del self._waiting[:CHUNK]
        return len(piece)

    def ended(self) -> bytes:
        """End the content, and return everything that is stored of it."""
        self._stored.write(self._chunks.sealed(bytes(self._waiting), last=True))
        return self._stored.getvalue()


def opened(stored: Readable, key: bytes, *, file_id: UUID) -> Iterator[bytes]:
    """Yield the content, each chunk once it is known to be unaltered. Raises `Altered`."""
    cipher = AESGCM(key)
    if _read(stored, len(VERSION)) != VERSION:
        raise Altered
    number, chunk = 0, _read(stored, CHUNK + TAG)
    while True:
        following = _read(stored, CHUNK + TAG)
        nonce, about = _nonce(number, last=not following), VERSION + file_id.bytes
        try:
            yield cipher.decrypt(nonce, chunk, about)
        except InvalidTag as error:
            raise Altered from error
        if not following:
            return
        number, chunk = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(COUNTER) + bytes([last])


def _read(stored: Readable, size: int) -> bytes:
    """Return this many bytes, or all that are left; a storage may give fewer at once."""
    found = b""
    while len(found) < size and (more := stored.read(size - len(found))):
        found += more
    return found
