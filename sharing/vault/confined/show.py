"""Pages as pictures. Each is drawn anew, so nothing of the file comes with it but what can be seen:
no place, no author, no program."""

import io
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageOps, ImageSequence

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.pictures import FORMATS, opened
from sharing.vault.confined.stamping import Stamp, jpeg

LONGEST = 2000  # pixels of a side, on a screen
ON_PAPER = 1240
NO_COLOUR = 12  # of 255, by which the colours of a grey page differ at most
MOST_PAGES = 1_000


def pages(content: bytes, kind: Kind) -> int:
    """Return how many pages can be shown, none of a file that is only fetched."""
    if kind is Kind.PDF:
        from sharing.vault.confined import pdf

        with pdf.opened(content) as document:
            if len(document) > MOST_PAGES:
                raise Found(Trouble.UNPACKS_TOO_LARGE)
            return len(document)
    if kind in FORMATS:
        with opened(content, FORMATS[kind][1]) as picture:
            return getattr(picture, "n_frames", 1)
    return 0


def picture(content: bytes, kind: Kind, page: int, stamp: Stamp | None = None) -> bytes:
    """Return the page, the first being 1, as a PNG, with the stamp on it."""
    shown = _shown(content, kind, page, LONGEST)
    out = io.BytesIO()
    (stamp.on(shown) if stamp else shown).save(out, "PNG")
    return out.getvalue()


def on_paper(content: bytes, kind: Kind, pages: int) -> Iterator[bytes]:
    """Yield the first pages, so many of them, as pictures for paper (JPEG). One that breaks its
    reader takes those behind it along."""
    for page in range(1, pages + 1):
        yield jpeg(_lean(_shown(content, kind, page, ON_PAPER)))


def _lean(shown: Image.Image) -> Image.Image:
    """Return the page in grey, if it is: most letters are, and less is kept and sent of them."""
    red, green, blue = shown.split()
    apart = (ImageChops.difference(green, one).histogram() for one in (red, blue))
    return shown if any(sum(counts[NO_COLOUR + 1 :]) for counts in apart) else green


def _shown(content: bytes, kind: Kind, page: int, longest: int) -> Image.Image:
    seen = _page(content, page, longest) if kind is Kind.PDF else _frame(content, kind, page)
    seen.thumbnail((longest, longest))
    # On white, and into a picture of its own: what the file says of itself stays behind.
    shown = Image.new("RGB", seen.size, "white")
    shown.paste(seen, mask=seen.getchannel("A"))
    return shown


def _page(content: bytes, page: int, longest: int) -> Image.Image:
    from sharing.vault.confined import pdf  # not loaded to show a picture

    with pdf.opened(content) as document:
        sheet = document[page - 1]
        scale = longest / max(sheet.get_size())
        return sheet.render(scale=scale).to_pil().convert("RGBA")


def _frame(content: bytes, kind: Kind, page: int) -> Image.Image:
    with opened(content, FORMATS[kind][1]) as picture:
        frame = ImageSequence.Iterator(picture)[page - 1]
        # In its place: of the largest photographs there is no room for many copies.
        ImageOps.exif_transpose(frame, in_place=True)
        return frame.convert("RGBA")
