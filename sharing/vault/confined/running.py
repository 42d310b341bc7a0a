"""Marks that run: what a page or a drawing does on the computer of whoever opens it."""

import re
from html.parser import HTMLParser

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found

_RUNS = {"script", "iframe", "frame", "object", "embed", "applet"}
_DATA = {"application/json", "application/ld+json"}  # what mail programs show tickets from
_WHEN = re.compile(r"on[a-z]{3,}")  # something happens
_STARTS = re.compile(r"(?:javascript|vbscript|data:text/html|data:image/svg)")
_BLANK = re.compile(r"[\x00-\x20]+")  # what a browser passes over in an address


class _Page(HTMLParser):
    """Reads marks as a browser does, however wrong they are."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        refuse_running(tag.rpartition(":")[2], {name: value or "" for name, value in attrs})


def refuse_page_that_runs(text: str) -> None:
    """Stop at a page or a drawing with a program in it, or one that starts one."""
    page = _Page()
    page.feed(text)
    page.close()


def refuse_running(tag: str, attributes: dict[str, str]) -> None:
    """Stop at a mark of a page that runs."""
    if tag in _RUNS and attributes.get("type", "").lower() not in _DATA:
        raise Found(Trouble.MACROS)
    for name, value in attributes.items():
        if _WHEN.fullmatch(name) or _STARTS.match(_BLANK.sub("", value).lower()):
            raise Found(Trouble.MACROS)
