"""Files as they are stored: AES-256-GCM in chunks, so that a file is read without holding all of it.

Each chunk is sealed with its number, whether it is the last, and the file that it is of (the STREAM
construction): one that is missing, moved, cut off or of another file is found where it stands. The
key is the file's own and seals nothing else, so the number alone makes each nonce another."""

from collections.abc import Iterator
from typing import Protocol
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
    cipher = AESGCM(key)
    yield VERSION
    starts = range(0, len(content), CHUNK) or range(1)
    for number, start in enumerate(starts):
        last = start + CHUNK >= len(content)
        nonce, about = _nonce(number, last=last), VERSION + file_id.bytes
        yield cipher.encrypt(nonce, content[start : start + CHUNK], about)


def opened(stored: Readable, key: bytes, *, file_id: UUID) -> Iterator[bytes]:
    """Yield the content, each chunk once it is known to be as it was, or raise `Altered`."""
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
    """Return so many bytes, or all that are left: a storage may give fewer at once."""
    found = b""
    while len(found) < size and (more := stored.read(size - len(found))):
        found += more
    return found
