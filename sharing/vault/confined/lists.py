"""The numbers that a list shows before its items, which stand in no text: "3." before "Hidden Row"."""

from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# Numbers are shown for all forms but these.
_NO_NUMBER = {"bullet", "none"}


@dataclass(frozen=True)
class Level:
    """A level of a list: by what its items are counted, and from which number."""

    counted_by: tuple[str, ...]
    start: int


Levels = dict[tuple[str, str], Level]  # by the number of the list, and of the level


def levels_in(numbering: bytes) -> Levels:
    """Return the levels of the lists that a letter has, which are numbered."""
    try:
        root = ElementTree.fromstring(numbering)  # noqa: S314 - the process is confined for that
    except ElementTree.ParseError:
        return {}
    drawn = {_value(one, "abstractNumId"): one for one in root.iterfind("{*}abstractNum")}
    found: Levels = {}
    for one in root.iterfind("{*}num"):
        drawn_as = _value(one.find("{*}abstractNumId"), "val")
        for level in drawn.get(drawn_as, root).iterfind("{*}lvl"):
            name = _value(level, "ilvl")
            start = _number(_value(level.find("{*}start"), "val")) or 1
            if _value(level.find("{*}numFmt"), "val") not in _NO_NUMBER:
                found[_value(one, "numId"), name] = Level((drawn_as, name), start)
        # Begun anew, a list is counted by itself.
        for anew in one.iterfind("{*}lvlOverride"):
            list_and_level = (_value(one, "numId"), _value(anew, "ilvl"))
            start = _number(_value(anew.find("{*}startOverride"), "val")) or 1
            if list_and_level in found:
                found[list_and_level] = Level(("anew", *list_and_level), start)
    return found


def _value(of: Element | None, name: str) -> str:
    """Return what an attribute of that name says, in whichever namespace."""
    given = {} if of is None else of.attrib
    return next((said for key, said in given.items() if key.rpartition("}")[2] == name), "")


class Counting:
    """The items that were read up to here."""

    def __init__(self, levels: Levels) -> None:
        self._levels = levels
        self._counts: dict[tuple[str, ...], int] = {}
        self._lists: list[int | None] = []  # of a page: the next number, nothing without numbers

    def next_of(self, of_list: str, of_level: str) -> str:
        """Return the number of the next paragraph of a letter that is in this list."""
        level = self._levels.get((of_list, of_level or "0"))
        if level is None:
            return ""
        number = self._counts.get(level.counted_by, level.start)
        self._counts[level.counted_by] = number + 1
        return f"{number}"

    def begin(self, *, numbered: bool, start: str | None) -> None:
        """A list of a page begins."""
        self._lists.append((_number(start) or 1) if numbered else None)

    def end(self) -> None:
        """The list of a page ends that began last."""
        del self._lists[-1:]

    def next(self, value: str | None) -> str:
        """Return the number of the next item of a page."""
        number = self._lists[-1] if self._lists else None
        if number is None:
            return ""
        number = _number(value) or number
        self._lists[-1] = number + 1
        return f"{number}"


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isdecimal() and len(said) < 6 else None
