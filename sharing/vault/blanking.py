"""Blanks bytes of the pictures in an e-mail before anybody downloads it: where a photograph was
taken, and by whom. The confined process names the bytes and can do nothing else to the e-mail,
which is sent as it was attached, with zeros in place of the blanked bytes."""

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence

# From one byte up to another.
Range = tuple[int, int]
# Where a picture begins and ends in the e-mail, and which bytes of the picture are blanked.
Blank = tuple[int, int, Sequence[Range]]

WRITTEN = re.compile(rb"[A-Za-z0-9+/\s]*={0,2}\s*")
_RUN = re.compile(rb"[A-Za-z0-9+/=]+")
PNG = b"\x89PNG\r\n\x1a\n"
_SUM = 4  # bytes of the checksum after a chunk of a PNG, and of the chunk's name


def blanked(content: bytes, blanks: Sequence[Blank]) -> bytes:
    """Return the e-mail with these bytes blanked and its length unchanged. Raises `ValueError` if
    they are not part of it."""
    whole = bytearray(content)
    for start, end, ranges in blanks:
        if not 0 <= start <= end <= len(content):
            raise ValueError("no part of the e-mail")
        whole[start:end] = _written_anew(content[start:end], ranges)
    return bytes(whole) if blanks else content


def _written_anew(written: bytes, ranges: Sequence[Range]) -> bytes:
    """Return a picture as written in the e-mail (base64, in the same lines), with these bytes
    blanked."""
    if not WRITTEN.fullmatch(written):
        raise ValueError("not written as pictures are")
    picture = bytearray(b64decode(written))
    for start, end in ranges:
        if not 0 <= start <= end <= len(picture):
            raise ValueError("no part of the picture")
        picture[start:end] = bytes(end - start)
        if picture.startswith(PNG):
            # A PNG's chunk carries a checksum, which has to match the blanked content.
            said = zlib.crc32(picture[start - _SUM : end])
            picture[end : end + _SUM] = said.to_bytes(_SUM)[: len(picture) - end]
    letters = b64encode(picture)
    at = 0

    def following(run: re.Match[bytes]) -> bytes:
        nonlocal at
        at += len(run[0])
        return letters[at - len(run[0]) : at]

    anew = _RUN.sub(following, written)
    if len(anew) != len(written) or at != len(letters):
        raise ValueError("written in another length")
    return anew
