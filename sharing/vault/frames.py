"""Several contents in one, each after its length. Pictures go into the confined process and come
out of it in this form."""

import struct
from collections.abc import Iterator

LENGTH = struct.Struct(">I")


def framed(content: bytes) -> bytes:
    """Return the content after its length."""
    return LENGTH.pack(len(content)) + content


def unframed(content: bytes) -> Iterator[bytes]:
    """Yield the contents, up to the point where they were cut off or a length is impossible."""
    at = 0
    while at + LENGTH.size <= len(content):
        (length,) = LENGTH.unpack_from(content, at)
        at += LENGTH.size
        if at + length > len(content):
            return
        yield content[at : at + length]
        at += length
