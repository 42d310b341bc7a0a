"""Paper: what becomes a PDF. The page is rendered inside the unit of work, from what its reader
may see; it becomes a PDF after the unit has closed, and fetches nothing but our style sheet."""

import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.template.response import TemplateResponse
from weasyprint import HTML, VERSION
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from sharing import clock
from sharing.http import Request
from sharing.pictographs import in_words

# No address of anything: only our fetcher knows what it stands for.
STYLE_SHEET = "paper:style-sheet"
BUILT = "built/paper.css"
NO_PICTURES: Mapping[str, bytes] = {}


class Unprintable(Exception):
    """The page names something that paper may not fetch, so no paper is made."""


class _Fonts(threading.local):
    """The fonts of this machine, looked for once in each thread: a fifth of the time of a page."""

    def __init__(self) -> None:
        self.found = FontConfiguration()


_fonts = _Fonts()


class OurStyleSheetOnly(URLFetcher):
    """Hands out our style sheet, and pictures that the paper was given, and stops the rendering at
    anything else: by itself WeasyPrint would read files of this machine into the PDF."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        self.pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url in self.pictures:
            return URLFetcherResponse(url, self.pictures[url], {"Content-Type": "image/jpeg"})
        if url != STYLE_SHEET:
            raise FatalURLFetchingError("Paper fetches nothing but its own style sheet.")
        return URLFetcherResponse(url, _style_sheet(), {"Content-Type": "text/css; charset=utf-8"})


def _style_sheet() -> bytes:
    """Return the sheet from where static files were collected, or else from where they lie."""
    found = finders.find(BUILT)
    path = found if isinstance(found, str) else staticfiles_storage.path(BUILT)
    return Path(path).read_bytes()


def edition() -> str:
    """Return what changes when paper of the same words would look another way."""
    return f"{VERSION} {sha256(_style_sheet()).hexdigest()}"


def as_pdf(html: str, pictures: Mapping[str, bytes] = NO_PICTURES) -> bytes:
    """Return the page as a tagged PDF, which screen readers can read; pictures among its words
    stand as their names. It may show those pictures (JPEG), by the addresses that name them."""
    fetcher = OurStyleSheetOnly(pictures)
    document = HTML(string=in_words(html), base_url=None, url_fetcher=fetcher)
    try:
        return document.write_pdf(pdf_tags=True, font_config=_fonts.found)
    except FatalURLFetchingError as error:
        # It is no `Exception` itself, and would go past every error page.
        raise Unprintable from error


class PaperResponse(TemplateResponse):
    """A page that becomes paper. `render` runs inside the unit of work, `finish` after it."""

    def __init__(
        self, request: Request, template: str, context: dict[str, Any], *, file_name: str
    ) -> None:
        self.file_name = file_name
        about = {"reader": request.actor, "made_at": clock.now(), "paper_css": STYLE_SHEET}
        super().__init__(request, template, context | about)

    def finish(self) -> HttpResponse:
        """Return the rendered page as a PDF, to be looked at in the browser."""
        response = HttpResponse(as_pdf(self.rendered_content), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.file_name}.pdf"'
        return response
