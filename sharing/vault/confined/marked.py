"""The words of what is written with marks: letters and tables as they are now, web pages, what a
PDF says of itself. What is read one after the other stays together, whatever marks stand
between."""

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.parsers import expat

from sharing.addresses import words
from sharing.vault.confined.lists import Counting, Levels

MOST = 1_000_000  # characters of one part

# Between texts of a file that nobody reads one after the other.
ASIDE = f"\n{words.ASIDE}\n"

# What ends a line of a letter or a cell of a table; any other mark may stand in the midst of a
# word.
_ENDS = {
    "p", "si", "c", "row", "tr", "td", "th", "tc", "div", "li", "br", "tab", "cr", "v", "pt", "text",
    "h1", "h2", "h3", "h4", "h5", "h6", "lpwstr", "comment", "nobreakhyphen", "option", "title", "dt",
    "dd", "pre", "blockquote", "caption",
}  # fmt: skip
# What stands in the midst of a text and is read elsewhere: of a field what makes it, a box, how a
# word is said.
_BESIDE = {"instrtext", "txbxcontent", "rph", "style", "script"}
# A letter with its changes is read with and without them.
_TAKEN_OUT = {"del", "movefrom"}
_PUT_IN = {"ins", "moveto"}
_ROWS, _CELLS = {"tr", "row"}, {"tc", "td", "th", "c"}

_LISTS = {"ol", "ul"}

_NUMBER = re.compile(r"\s*\d{1,4}\s?[A-Za-z]?\s*")
_MOST_NUMBERS = 12  # of a row
_LONGEST_CELL = 200  # characters
_COLUMN = re.compile(r"[A-Z]+")
# Of the values of marks: those that can tell of a place, and are no identifiers.
_TELLS = re.compile(r"(?=(?:.*?[^\W\d_]){3})(?=.*[\d\s_])", re.DOTALL)
_IDENTIFIES = re.compile(r"[0-9A-Fa-f]{8}|(?:https?://schemas|urn:).*", re.DOTALL)

Piece = tuple[str, str]  # words, and which change they are part of


class _Enough(Exception):
    """More is not read."""


class Reading:
    """What was read up to here."""

    def __init__(self, shared: Sequence[str] = (), levels: Levels | None = None) -> None:
        self.shared = shared  # strings to which cells refer by their number
        self._counting = Counting(levels or {})
        self._list = self._level = ""  # in which a paragraph is
        self.asides: dict[str, None] = {}
        self.strings: list[str] = []  # of a table of such strings
        self._texts: list[list[Piece]] = [[]]  # the last is that which is being read
        self._changes: list[str] = []
        self._rows: list[list[str]] = []
        self._cells: list[int] = []  # where each began
        self._columns: dict[str, list[str]] = {}
        self._refers = False
        self._column = ""
        self._length = self._beside = 0  # characters

    def start(self, name: str, attributes: Mapping[str, str | None]) -> None:
        tag = name.rpartition(" ")[2].lower()
        for value in attributes.values():
            if value and _TELLS.match(value) and not _IDENTIFIES.fullmatch(value):
                self._add_aside(unquote(value))
        if tag in _BESIDE:
            self._texts.append([])
        if tag in _TAKEN_OUT | _PUT_IN:
            self._changes.append(tag)
        if tag in _ROWS:
            self._rows.append([])
        if tag in _CELLS | {"si"}:
            self._cells.append(len(self._texts[-1]))
            place = _COLUMN.match(attributes.get("r") or "")
            self._column = place.group() if place else ""
        if tag == "c":
            self._refers = attributes.get("t") == "s"
        self._start_list(tag, attributes)

    def _start_list(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        if tag in _LISTS:
            self._counting.begin(numbered=tag == "ol", start=attributes.get("start"))
        elif tag == "li":
            self._show_number(self._counting.next(attributes.get("value")))
        elif tag in ("numid", "ilvl"):
            said = next((one for key, one in attributes.items() if key.endswith("val")), "") or ""
            self._list, self._level = (said, self._level) if tag == "numid" else (self._list, said)

    def _show_number(self, number: str) -> None:
        if number:
            self.data(f"\n{number} ")

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2].lower()
        if tag in _LISTS:
            self._counting.end()
        if tag == "numpr":
            self._show_number(self._counting.next_of(self._list, self._level))
            self._list = self._level = ""
        if tag == "v" and self._refers and self._cells:
            self._look_up()
        if tag in _BESIDE and len(self._texts) > 1:
            self._add_aside(_joined(self._texts.pop()))
        if tag in _TAKEN_OUT | _PUT_IN and self._changes:
            self._changes.pop()
        if tag in _CELLS | {"si"} and self._cells:
            self._end_cell(_joined(self._texts[-1][self._cells.pop() :]), tag)
        if tag in _ROWS and self._rows:
            self.row(self._rows.pop())
        if tag in _ENDS:
            self.data("\n")

    def data(self, text: str) -> None:
        self._texts[-1].append((text, self._changes[-1] if self._changes else ""))
        self._length += len(text)
        if self._length > MOST:
            raise _Enough

    def words(self) -> str:
        """Return the words, and those of each aside by themselves."""
        pieces = [piece for text in self._texts for piece in text]
        ways = [_joined(pieces)]
        for changes in (_TAKEN_OUT, _PUT_IN):
            if any(change in changes for _, change in pieces):
                ways.append(_joined([one for one in pieces if one[1] not in changes]))
        columns = ["\n".join(cells) for cells in self._columns.values() if len(cells) > 1]
        return ASIDE.join([*ways, *columns, *self.asides])

    def _add_aside(self, text: str) -> None:
        if text not in self.asides and self._beside < MOST:
            self.asides[text] = None
            self._beside += len(text)

    def _look_up(self) -> None:
        """The cell that is being read says the string to which it refers."""
        text = self._texts[-1]
        number = _joined(text[self._cells[-1] :]).strip()
        del text[self._cells[-1] :]
        if number.isdecimal() and int(number) < len(self.shared):
            self.data(self.shared[int(number)])

    def _end_cell(self, cell: str, tag: str) -> None:
        if tag == "si":
            self.strings.append(cell)
        elif self._rows and cell.strip():
            self._rows[-1].append(cell)
            if self._column:
                self._columns.setdefault(self._column, []).append(cell)

    def row(self, cells: Sequence[str]) -> None:
        """A number and its street may stand in a row with something else between."""
        numbers = [one for one in cells if _NUMBER.fullmatch(one)][:_MOST_NUMBERS]
        if numbers and len(cells) > len(numbers):
            for cell in cells:
                if len(cell) <= _LONGEST_CELL and not _NUMBER.fullmatch(cell):
                    self._add_aside(" ".join([*numbers, cell]))


class _Page(HTMLParser):
    """Reads marks as a browser does, however wrong they are."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._reading.start(tag.rpartition(":")[2], dict(attrs))
        if tag == "br":
            self._reading.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._reading.end(tag.rpartition(":")[2])

    def handle_data(self, data: str) -> None:
        self._reading.data(data)


def read_page(text: str, shared: Sequence[str] = ()) -> Reading:
    """Return what a page, or what is no whole document of the other kind, says."""
    reading = Reading(shared)
    page = _Page(reading)
    try:
        page.feed(text)
        page.close()
    except _Enough:
        pass
    return reading


def read_document(
    content: bytes, shared: Sequence[str] = (), levels: Levels | None = None
) -> Reading | None:
    """Return what a part of a letter or a table says; nothing where it is not well formed."""
    reading = Reading(shared, levels)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.data
    try:
        parser.Parse(content, True)
    except _Enough:
        pass
    except (expat.ExpatError, LookupError, ValueError):
        return None
    return reading


def _joined(pieces: Sequence[Piece]) -> str:
    return "".join(text for text, _ in pieces)
