"""Bytes of pictures in an e-mail that are blanked before anybody fetches it: where a photograph was taken
and by whom. The confined process says which, and can do no more than that with it: what is sent is the
e-mail as it was attached, with nothing in it but what stood there, and nothing in the place of what is
blanked."""

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence

# From one byte up to another.
Range = tuple[int, int]
# Where in the e-mail a picture is written, and which bytes of the picture are blanked.
Blank = tuple[int, int, Sequence[Range]]

WRITTEN = re.compile(rb"[A-Za-z0-9+/\s]*={0,2}\s*")
_RUN = re.compile(rb"[A-Za-z0-9+/=]+")
PNG = b"\x89PNG\r\n\x1a\n"
_SUM = 4  # bytes behind a part of a PNG, and those of its name before it


def blanked(content: bytes, blanks: Sequence[Blank]) -> bytes:
    """Return the e-mail with these blanked, as long as it was. Raises `ValueError` where they are no
    part of it."""
    whole = bytearray(content)
    for start, end, ranges in blanks:
        if not 0 <= start <= end <= len(content):
            raise ValueError("no part of the e-mail")
        whole[start:end] = _written_anew(content[start:end], ranges)
    return bytes(whole) if blanks else content


def _written_anew(written: bytes, ranges: Sequence[Range]) -> bytes:
    """Return a picture with these blanked as it is written in an e-mail (base64), line by line."""
    if not WRITTEN.fullmatch(written):
        raise ValueError("not written as pictures are")
    picture = bytearray(b64decode(written))
    for start, end in ranges:
        if not 0 <= start <= end <= len(picture):
            raise ValueError("no part of the picture")
        picture[start:end] = bytes(end - start)
        if picture.startswith(PNG):
            # Its parts say by a sum that they are whole.
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
