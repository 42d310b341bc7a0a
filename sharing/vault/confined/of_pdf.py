"""The words of a PDF: those on its pages with notes and forms filled in as they are drawn, and
those that it holds beside them."""

import io
import warnings
from collections.abc import Iterator
from urllib.parse import unquote

import pikepdf
from pypdfium2 import PdfDocument

from sharing.vault.confined import pdf
from sharing.vault.confined.found import BREAKS, Found
from sharing.vault.confined.marked import ASIDE, read_page

MOST_STRINGS = 50_000  # beside the pages
MOST_VALUES = 500_000  # looked at to find them


def words(content: bytes) -> Iterator[str]:
    """Return the words of each page, and before them what stands beside pages."""
    drawn = content
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            yield "\n".join(_filled_in(document))
            yield ASIDE.join(dict.fromkeys(_strings(document)))
            yield ASIDE.join(_about(document))
            if any("/Annots" in page for page in document.pages):
                drawn = flat(document)
    except (pikepdf.PdfError, *BREAKS):
        pass  # PDFium reads what is broken, too
    with _first_opened(drawn, content) as document:
        for page in document:
            yield page.get_textpage().get_text_range()


def _first_opened(drawn: bytes, content: bytes) -> PdfDocument:
    """Return what was drawn anew or, where nobody can open that, the document as it came."""
    try:
        return pdf.opened(drawn)
    except Found:
        return pdf.opened(content)


def _filled_in(document: pikepdf.Pdf) -> Iterator[str]:
    """Return what stands in notes and fields, in their order."""
    for page in document.pages:
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, pikepdf.Array) else []:
            if isinstance(note, pikepdf.Dictionary):
                said = (note.get("/V"), note.get("/Contents"))
                yield from (str(one) for one in said if isinstance(one, pikepdf.String))


def _strings(document: pikepdf.Pdf) -> Iterator[str]:
    """Return every string that the document holds, of which it draws none: titles, authors, links,
    bookmarks, what a picture is said to show."""
    waiting: list[pikepdf.Object] = [document.trailer]
    numbered: set[tuple[int, int]] = set()  # looked at before
    looked_at = found = 0
    while waiting and looked_at < MOST_VALUES and found < MOST_STRINGS:
        one = waiting.pop()
        looked_at += 1
        if isinstance(one, pikepdf.String):
            found += 1
            yield unquote(str(one))
        elif not one.is_indirect or one.objgen not in numbered:
            numbered.add(one.objgen)
            waiting += [held for held in _held_by(one) if isinstance(held, pikepdf.Object)]


def _held_by(one: pikepdf.Object) -> list[pikepdf.Object]:
    if isinstance(one, pikepdf.Stream):
        return [one.stream_dict]
    if isinstance(one, pikepdf.Dictionary):
        return [*one.as_dict().values()]
    return [*one.as_list()] if isinstance(one, pikepdf.Array) else []


def _about(document: pikepdf.Pdf) -> Iterator[str]:
    about = document.Root.get("/Metadata")
    if isinstance(about, pikepdf.Stream):
        yield read_page(about.read_bytes().decode("utf-8", "replace")).words()


def flat(document: pikepdf.Pdf) -> bytes:
    """Return the document with notes and fields drawn into its pages."""
    document.generate_appearance_streams()
    document.flatten_annotations("all")
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is left of forms, which nobody fills in again
        document.save(out)
    return out.getvalue()
