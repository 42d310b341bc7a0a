"""Whose a picture is, to be burnt into it. The words are drawn by the renderer of paper, which
writes every script; they are kept in memory for the next picture of the same reader and minute."""

import io
from functools import lru_cache

import pypdfium2
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from PIL import ImageOps

from sharing import clock
from sharing.actor import Actor
from sharing.documents import STYLE_SHEET, as_pdf

ROOM = 64  # stamps that are kept
SHARP = 4  # times the size that they are printed in


@lru_cache(maxsize=ROOM)
def stamp_of(first: str, second: str) -> bytes:
    """Return two lines of words as a picture (PNG), white on black, with nothing round them."""
    lines = {"first": first, "second": second, "paper_css": STYLE_SHEET}
    page = as_pdf(render_to_string("documents/stamp.html", lines))
    with pypdfium2.PdfDocument(page) as document:
        drawn = document[0].render(scale=SHARP, grayscale=True).to_pil()
    words = ImageOps.invert(drawn)
    out = io.BytesIO()
    words.crop(words.getbbox()).save(out, "PNG")
    return out.getvalue()


def stamp_of_reader(actor: Actor) -> bytes:
    """Return the stamp of whoever looks at a picture now: their name and agency, and the minute."""
    second = _("%(agency)s, %(day)s") % {
        "agency": actor.agency_name,
        "day": date_format(localtime(clock.now()), "j F Y, H:i"),
    }
    return stamp_of(actor.name, second)
