"""Pictures, as Pillow reads them."""

import io

from PIL import Image, ImageSequence

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.two_in_one import NEAR, is_markup, refuse_archive

# What each begins with, and the one reader that may open it.
FORMATS = {
    Kind.PNG: ((b"\x89PNG\r\n\x1a\n",), "PNG"),
    Kind.JPEG: ((b"\xff\xd8\xff",), "JPEG"),
    Kind.GIF: ((b"GIF87a", b"GIF89a"), "GIF"),
    Kind.WEBP: ((b"RIFF",), "WEBP"),
}
WEBP_MARK = slice(8, 12)
MOST_PIXELS = 60_000_000  # of one picture: more than any telephone makes
MOST_FRAMES = 100


def kind_of(content: bytes) -> Kind | None:
    """Return which picture this begins like, if any."""
    for kind, (beginnings, _) in FORMATS.items():
        if content.startswith(beginnings):
            return kind if kind != Kind.WEBP or content[WEBP_MARK] == b"WEBP" else None
    return None


def check(content: bytes, kind: Kind) -> Kind:
    """Return that it is such a picture, whole, and nothing else."""
    # Not in all of it: what is compressed holds any few letters by chance.
    near = content[:NEAR]
    if is_markup(near) or is_markup(content[-NEAR:]) or b"%PDF-" in near:
        raise Found(Trouble.TWO_IN_ONE)
    refuse_archive(content)
    with Image.open(io.BytesIO(content), formats=[FORMATS[kind][1]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Found(Trouble.UNPACKS_TOO_LARGE)
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number == MOST_FRAMES:
                raise Found(Trouble.UNPACKS_TOO_LARGE)
            frame.load()
    return kind
