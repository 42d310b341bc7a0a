"""Marks that run, or fetch what runs: what a page, a drawing or a letter does on the computer of whoever
opens it."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.parsers import expat

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found

_RUNS = {"script", "iframe", "frame", "object", "embed", "applet"}
_DATA = {"application/json", "application/ld+json"}  # what mail programs show tickets from
_WHEN = re.compile(r"on[a-z]{3,}")  # something happens
_STARTS = re.compile(r"(?:javascript|vbscript|data:text/html|data:image/svg)")
_BLANK = re.compile(r"[\x00-\x20]+")  # what a browser passes over in an address

# Parts with none of these names are not read for them: a name can be written in no other way.
_NAMED = re.compile(
    rb"<(?:[\w.-]+:)?(?:html|svg|script|ddelink|olelink|fldsimple|instrtext)\b", re.IGNORECASE
)
_PAGE = re.compile(rb"<(?:[\w.-]+:)?(?:html|svg)\b", re.IGNORECASE)
_ENCODED = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_ENCODINGS = re.compile(
    rb"utf-?8|utf-?16(?:le|be)?|us-ascii|iso-8859-1|windows-125\d", re.IGNORECASE
)

_ASKS_OTHERS = {"ddelink", "olelink"}
_DDE = re.compile(r"[\s\"]*DDE(?:AUTO)?\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\s*(?:=|\S+\s)")

# What a letter takes in from elsewhere when it is opened.
_TAKES_IN = {"attachedtemplate", "oleobject", "package", "afchunk", "frame", "subdocument"}
_HERE = re.compile(r"(?:file:/{0,3})?[a-z]:/|file:///(?!/)|file://localhost/|(?!//)[^:]*$")


class _Marks:
    """What runs of the marks that were read up to here."""

    def __init__(self, *, page: bool) -> None:
        self._page = page
        self._fields: list[list[str] | None] = []  # the instructions of those that are open
        self._instructs = False

    def start(self, name: str, attributes: Mapping[str, str | None]) -> None:
        tag = _local(name)
        values = {_local(name): value or "" for name, value in attributes.items()}
        if self._page or tag == "script":
            refuse_running(tag, values)
        if tag in _ASKS_OTHERS:
            raise Found(Trouble.FETCHES)
        if tag == "fldsimple":
            _check_field(values.get("instr", ""))
        if tag == "fldchar":
            self._turn(values.get("fldchartype", ""))
        self._instructs = tag == "instrtext"

    def end(self, name: str) -> None:
        self._instructs = False

    def data(self, text: str) -> None:
        above = self._above()
        if self._instructs and above is not None:
            above.append(text)
        elif self._instructs:
            _check_field(text)

    def close(self) -> None:
        for instruction in self._fields:
            _check_field("".join(instruction or []))

    def _above(self) -> list[str] | None:
        return self._fields[-1] if self._fields else None

    def _turn(self, kind: str) -> None:
        """A field begins, has its result, or ends."""
        above = self._above()
        if kind == "begin":
            # What another field says first is what this one does.
            if above is not None and not _FIRST_WORD.match("".join(above)):
                raise Found(Trouble.FETCHES)
            self._fields.append([])
        elif self._fields:
            _check_field("".join(above or []))
            self._fields[-1] = None
            if kind == "end":
                self._fields.pop()


class _Page(HTMLParser):
    """Reads marks as a browser does, however wrong they are."""

    def __init__(self, marks: _Marks) -> None:
        super().__init__()
        self._marks = marks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._marks.start(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._marks.end(tag)

    def handle_data(self, data: str) -> None:
        self._marks.data(data)


def refuse_page_that_runs(text: str) -> None:
    """Stop at a page or a drawing with a program in it, or one that starts one."""
    _read(text, _Marks(page=True))


def refuse_marks_that_run(content: bytes) -> None:
    """Stop at a part of a letter or a table that runs, or fetches what runs."""
    plain = content.replace(b"\0", b"")  # of two bytes for each character
    encoded = _ENCODED.search(plain[:200])
    if (encoded and not _ENCODINGS.fullmatch(encoded[1])) or b"<!ENTITY" in plain:
        raise Found(Trouble.UNREADABLE)
    if not _NAMED.search(plain):
        return
    marks = _Marks(page=bool(_PAGE.search(plain)))
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = marks.start
    parser.EndElementHandler = marks.end
    parser.CharacterDataHandler = marks.data
    try:
        parser.Parse(content, True)
        marks.close()
    except expat.ExpatError:
        _read(plain.decode("utf-8", "replace"), _Marks(page=bool(_PAGE.search(plain))))


def refuse_what_is_fetched(relations: bytes) -> None:
    """Stop at a template, or another part that is taken in, from elsewhere than the computer on which
    the letter was written."""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        where = unquote(attributes.get("Target", "")).strip().replace("\\", "/").lower()
        if kind in _TAKES_IN and not _HERE.match(where):
            raise Found(Trouble.FETCHES)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    try:
        parser.Parse(relations, True)
    except expat.ExpatError as error:
        raise Found(Trouble.UNREADABLE) from error


def refuse_running(tag: str, attributes: Mapping[str, str]) -> None:
    """Stop at a mark of a page that runs."""
    if tag in _RUNS and attributes.get("type", "").lower() not in _DATA:
        raise Found(Trouble.MACROS)
    for name, value in attributes.items():
        if _WHEN.fullmatch(name) or _STARTS.match(_BLANK.sub("", value).lower()):
            raise Found(Trouble.MACROS)


def _read(text: str, marks: _Marks) -> None:
    page = _Page(marks)
    page.feed(text)
    page.close()
    marks.close()


def _local(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2].lower()


def _check_field(instruction: str) -> None:
    if _DDE.match(instruction):
        raise Found(Trouble.FETCHES)
