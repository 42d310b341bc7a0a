"""Pictures, as Pillow reads them."""

import io
import re
import zlib

from PIL import Image, ImageFile, ImageSequence

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import photographs
from sharing.vault.confined.found import Found
from sharing.vault.confined.telling import (
    refuse_telling,
    refuse_telling_bytes,
    refuse_telling_frame,
)
from sharing.vault.confined.two_in_one import NEAR, is_markup, refuse_archive

# What each begins with, and the one reader that may open it.
FORMATS = {
    Kind.PNG: ((b"\x89PNG\r\n\x1a\n",), "PNG"),
    Kind.JPEG: ((b"\xff\xd8\xff",), "JPEG"),
    Kind.GIF: ((b"GIF87a", b"GIF89a"), "GIF"),
    Kind.WEBP: ((b"RIFF",), "WEBP"),
    Kind.HEIC: ((), photographs.FORM),  # see there
}
# How the name of one ends that comes with an e-mail.
ENDINGS = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp")
# Those that Word and Excel put into a file besides.
INSIDE = {"TIFF": re.compile(rb"II\*\0|MM\0\*"), "BMP": re.compile(rb"BM.{4}\0{4}", re.DOTALL)}
# Drawings of Windows, as they are or packed.
DRAWN = (b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0\0\x03", b"\x02\0\x09\0\0\x03")
ENHANCED, ENHANCED_MARK = b"\x01\0\0\0", slice(40, 44)
PACKED = b"\x1f\x8b"
MOST_OF_DRAWING = 50 * 2**20  # bytes
WEBP_MARK = slice(8, 12)
MOST_PIXELS = 60_000_000  # of one picture: telephones make more only if they are set to
MOST_FRAMES = 100


def kind_of(content: bytes) -> Kind | None:
    """Return which picture this begins like, if any."""
    for kind, (beginnings, _) in FORMATS.items():
        if content.startswith(beginnings):
            return kind if kind != Kind.WEBP or content[WEBP_MARK] == b"WEBP" else None
    return None


def is_picture(content: bytes) -> bool:
    """Return whether this begins like any picture or drawing."""
    if kind_of(content) or content.startswith((*DRAWN, ENHANCED, PACKED)):
        return True
    return any(begins.match(content) for begins in INSIDE.values())


def check(content: bytes, kind: Kind, *, inside: bool = False) -> Kind:
    """Return that it is such a picture, whole, and nothing else; where it is inside another file,
    and so goes to others as it is, without a word on where and by whom it was taken."""
    # Not in all of it: what is compressed holds any few letters by chance.
    near = content[:NEAR]
    if is_markup(near) or is_markup(content[-NEAR:]) or b"%PDF-" in near:
        raise Found(Trouble.TWO_IN_ONE)
    refuse_archive(content)
    if inside:
        # First: what has a part that nobody has is opened by no reader either.
        refuse_telling(content, kind)
    _read(content, FORMATS[kind][1])
    return kind


def check_inside(content: bytes) -> bool:
    """Return whether it is a picture that may stand in a letter or a table, whole."""
    kind = kind_of(content)
    if kind:
        check(content, kind, inside=True)
        return True
    for form, begins in INSIDE.items():
        if begins.match(content):
            refuse_archive(content)
            _read(content, form, telling=True)
            refuse_telling_bytes(content)
            return True
    return _is_drawing(content)


def _is_drawing(content: bytes) -> bool:
    if content.startswith(PACKED):
        unpacking = zlib.decompressobj(wbits=31)
        content = unpacking.decompress(content, MOST_OF_DRAWING)
        if not unpacking.eof or unpacking.unused_data:
            raise Found(Trouble.HOLDS_FILES)
    enhanced = content.startswith(ENHANCED) and content[ENHANCED_MARK] == b" EMF"
    if not enhanced and not content.startswith(DRAWN):
        return False
    refuse_telling_bytes(content)
    return True


def opened(content: bytes, form: str) -> ImageFile.ImageFile:
    """Return the picture, opened by that one reader."""
    if form == photographs.FORM:
        photographs.read_by_pillow()
    try:
        return Image.open(io.BytesIO(content), formats=[form])
    except Image.DecompressionBombError as error:  # far above MOST_PIXELS
        raise Found(Trouble.UNPACKS_TOO_LARGE) from error


def _read(content: bytes, form: str, *, telling: bool = False) -> None:
    """Read the whole picture, in each of its frames."""
    with opened(content, form) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Found(Trouble.UNPACKS_TOO_LARGE)
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number == MOST_FRAMES:
                raise Found(Trouble.UNPACKS_TOO_LARGE)
            frame.load()
            if telling:
                refuse_telling_frame(picture)
