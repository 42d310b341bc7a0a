"""Marks that run, or fetch what runs: what a letter, a table or a drawing in one does on the
computer of whoever opens it. They are read as the programs read them, whatever they are written
with; a mark is told by its own name, whatever stands before it."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from sharing.vault.codes import Trouble
from sharing.vault.confined.charsets import is_known
from sharing.vault.confined.fields import Fields, refuse_field, refuse_formula
from sharing.vault.confined.found import Found
from sharing.vault.confined.links import is_here, may_be_clicked
from sharing.vault.confined.pages import local, refuse_mark, refuse_page

_PAGES = {"html", "svg"}
_OF_PAGES = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"}
_WIDE = ("utf-16", "utf-16le", "utf-16be")
_ASKS_OTHERS = {"ddelink", "olelink"}
# What asks a server for its rows as soon as it is opened.
_ASKED_AT_ONCE, _PIVOT, _SOURCE = (
    {"connection", "querytable"},
    "pivotcachedefinition",
    "cachesource",
)
_NO = ("", "0", "false")
_DRAWN, _FETCHED = "urn:schemas-microsoft-com:vml", ("src", "href")
_FORMULAS = {
    "f", "formula", "formula1", "formula2", "definedname", "calculatedcolumnformula",
    "totalsrowformula",
}  # fmt: skip
_MERGED = {"connectstring", "query", "udl"}
_FIELDS, _PICTURES = {"fldsimple", "fldchar", "instrtext"}, {"imagedata", "fill", "stroke"}
_JUDGED = (
    _ASKS_OTHERS | _ASKED_AT_ONCE | {_PIVOT, _SOURCE} | _FORMULAS | _MERGED | _FIELDS | _PICTURES
)
# What runs, by what it is declared as or how it is related.
_RUNS = (
    "vbaproject", "macroenabled", "macrosheet", "activex", "attachedtoolbars", "webextension",
)  # fmt: skip


class _Marks:
    """What runs of the marks that were read up to here."""

    def __init__(self) -> None:
        self._page = self._asks = False
        self._fields = Fields()
        self._judge: Callable[[str], None] | None = None
        self._said: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._end_text()
        tag, judged, page = _told(name)
        self._page = self._page or page
        if self._page or tag == "script":
            refuse_mark(name, attributes)
        if judged:
            self._start_judged(name.rpartition(" ")[0], tag, attributes)

    def _start_judged(self, space: str, tag: str, attributes: Mapping[str, str]) -> None:
        values = {local(attribute): value for attribute, value in attributes.items()}
        if tag == _PIVOT:
            self._asks = values.get("refreshonload", "") not in _NO
        if tag == _SOURCE and self._asks and values.get("type") != "worksheet":
            raise Found(Trouble.FETCHES)
        if tag in _ASKS_OTHERS or not _stays(space, tag, values):
            raise Found(Trouble.FETCHES)
        if tag == "fldsimple":
            refuse_field(values.get("instr", ""))
        if tag == "fldchar":
            self._fields.turn(values.get("fldchartype", ""))
        if tag == "instrtext":
            self._judge = self._fields.say
        elif tag in _FORMULAS:
            self._judge = refuse_formula

    def end(self, name: str) -> None:
        self._end_text()

    def data(self, text: str) -> None:
        if self._judge:
            self._said.append(text)

    def _end_text(self) -> None:
        """It comes in pieces, and is judged whole."""
        if self._judge:
            self._judge("".join(self._said))
            self._judge, self._said = None, []

    def close(self) -> None:
        self._fields.close()


def refuse_marks_that_run(content: bytes) -> None:
    """Stop at a part of a letter or a table that runs, or fetches what runs."""
    marks = _Marks()
    read(content, marks.start, marks.end, marks.data)
    marks.close()


def refuse_old_drawing_that_runs(content: bytes) -> None:
    """Stop at a drawing of old that does: Excel leaves marks in it open, and reads it all the
    same."""
    try:
        refuse_marks_that_run(content)
    except Found as found:
        if found.trouble is not Trouble.UNREADABLE:
            raise
        refuse_page(content.replace(b"\0", b"").decode("utf-8", "replace"))


def refuse_what_is_fetched(relations: bytes) -> None:
    """Stop at what is taken in from elsewhere than the computer on which the letter was written,
    and what runs. Where a link leads is asked first."""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        where = attributes.get("Target", "")
        refuse_declared(kind)
        stays = may_be_clicked(where) if kind == "hyperlink" else is_here(where)
        if not stays:
            raise Found(Trouble.FETCHES)

    if b"\0" in relations:
        raise Found(Trouble.UNREADABLE)
    read(relations, start)


def refuse_declared(kind: str) -> None:
    """Stop at what is declared as something that runs."""
    if any(one in kind.lower() for one in _RUNS):
        raise Found(Trouble.MACROS)


def read(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> None:
    """Read marks that are well formed, in which nothing stands for more."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.XmlDeclHandler = _check_declaration
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    try:
        parser.Parse(content.lstrip(), True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Found(Trouble.UNREADABLE) from error


def _check_declaration(version: str, encoding: str | None, standalone: int) -> None:
    if not is_known(encoding or "") and (encoding or "").lower() not in _WIDE:
        raise Found(Trouble.UNREADABLE)


def _refuse(*_: Any) -> None:
    raise Found(Trouble.UNREADABLE)


@lru_cache(4096)
def _told(name: str) -> tuple[str, bool, bool]:
    """Return its own name, and whether it is judged itself, or begins a page: most are not."""
    tag = local(name)
    return tag, tag in _JUDGED, tag in _PAGES or name.rpartition(" ")[0] in _OF_PAGES


def _stays(space: str, tag: str, values: Mapping[str, str]) -> bool:
    """Return whether no picture of a drawing, and no data for a letter to many, is elsewhere."""
    if tag in _ASKED_AT_ONCE:
        return all(values.get(one, "") in _NO for one in ("refreshonload", "interval"))
    if tag in _MERGED:
        return not any(mark in values.get("val", "") for mark in ("\\\\", "//"))
    if space != _DRAWN or tag not in _PICTURES:
        return True
    return all(is_here(values.get(one, "")) for one in _FETCHED)
