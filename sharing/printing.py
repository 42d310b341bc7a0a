"""What draws paper. To load WeasyPrint takes about as long as a third of all else that a process of
the portal begins with, and most never print: it is loaded for the first paper (`as_pdf`)."""

import threading
from collections.abc import Mapping
from typing import Any

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from sharing.documents import STYLE_SHEET, Unprintable


class _Fonts(threading.local):
    """The fonts of this machine, looked for once in each thread: a fifth of the time of a page."""

    def __init__(self) -> None:
        self.found = FontConfiguration()


_fonts = _Fonts()


class OurStyleSheetOnly(URLFetcher):
    """Hands out our style sheet, and pictures that the paper was given, and stops the rendering at
    anything else: by itself WeasyPrint would read files of this machine into the PDF."""

    def __init__(self, style_sheet: bytes, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        self.style_sheet, self.pictures = style_sheet, pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url in self.pictures:
            return URLFetcherResponse(url, self.pictures[url], {"Content-Type": "image/jpeg"})
        if url != STYLE_SHEET:
            raise FatalURLFetchingError("Paper fetches nothing but its own style sheet.")
        return URLFetcherResponse(
            url, self.style_sheet, {"Content-Type": "text/css; charset=utf-8"}
        )


def printed(html: str, style_sheet: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """Return the page as a tagged PDF."""
    fetcher = OurStyleSheetOnly(style_sheet, pictures)
    document = HTML(string=html, base_url=None, url_fetcher=fetcher)
    try:
        return document.write_pdf(pdf_tags=True, font_config=_fonts.found)
    except FatalURLFetchingError as error:
        # It is no `Exception` itself, and would go past every error page.
        raise Unprintable from error
