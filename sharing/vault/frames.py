"""Several contents in one, each behind its length: how pictures go into the confined process and come
out of it."""

import struct
from collections.abc import Iterator

LENGTH = struct.Struct(">I")


def framed(content: bytes) -> bytes:
    """Return the content behind its length."""
    return LENGTH.pack(len(content)) + content


def unframed(content: bytes) -> Iterator[bytes]:
    """Yield the contents in it, up to where it was cut off or says what cannot be."""
    at = 0
    while at + LENGTH.size <= len(content):
        (length,) = LENGTH.unpack_from(content, at)
        at += LENGTH.size
        if at + length > len(content):
            return
        yield content[at : at + length]
        at += length
