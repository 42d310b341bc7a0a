"""What draws paper. To load WeasyPrint takes about as long as a third of all else that a process of
the portal begins with, and most never print: it is loaded for the first paper (`as_pdf`)."""

import threading
from collections.abc import Mapping
from typing import Any

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# What an address stands for, and of which kind it is.
Given = tuple[bytes, str]


class Unprintable(Exception):
    """The page names something that paper may not fetch, so no paper is made."""


class _Fonts(threading.local):
    """The fonts of this machine, looked for once in each thread: a fifth of the time of a page."""

    def __init__(self) -> None:
        self.found = FontConfiguration()


_fonts = _Fonts()


class GivenOnly(URLFetcher):
    """Hands out what the paper was given, by its address, and stops the rendering at anything else:
    by itself WeasyPrint would read files of this machine into the PDF."""

    def __init__(self, given: Mapping[str, Given]) -> None:
        super().__init__()
        self.given = given

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in self.given:
            raise FatalURLFetchingError("Paper fetches nothing but what it was given.")
        content, kind = self.given[url]
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def printed(html: str, given: Mapping[str, Given]) -> bytes:
    """Return the page as a tagged PDF, with what it was given."""
    document = HTML(string=html, base_url=None, url_fetcher=GivenOnly(given))
    try:
        return document.write_pdf(pdf_tags=True, font_config=_fonts.found)
    except FatalURLFetchingError as error:
        # It is no `Exception` itself, and would go past every error page.
        raise Unprintable from error
