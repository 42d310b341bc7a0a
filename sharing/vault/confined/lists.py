"""The numbers that a list shows before its items, which stand in no text: "3." before "Hidden
Row"."""

from collections.abc import Mapping
from dataclasses import dataclass

from sharing.vault.confined.found import Found
from sharing.vault.confined.running import read

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
    drawn = _Drawn()
    try:
        read(numbering, drawn.start, drawn.end)
    except Found:
        return {}
    return drawn.levels()


class _Drawn:
    """What was read up to here of how lists are drawn."""

    def __init__(self) -> None:
        self._inside: list[tuple[str, dict[str, str]]] = []  # marks, and what they say
        self._forms: dict[str, dict[str, dict[str, str]]] = {}  # by drawing and level
        self._drawn_as: dict[str, str] = {}  # by list
        self._anew: dict[tuple[str, str], str] = {}  # by list and level, from which number

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self._inside.append((name.rpartition(" ")[2], said))
        value = said.get("val", "")
        match [tag for tag, _said in self._inside[1:]]:
            case ["abstractNum", "lvl"]:
                self._form()
            case ["abstractNum", "lvl", "start" | "numFmt" as what]:
                self._form()[what] = value
            case ["num", "abstractNumId"]:
                self._drawn_as[self._said(1, "numId")] = value
            case ["num", "lvlOverride"] | ["num", "lvlOverride", "startOverride"]:
                self._anew[self._said(1, "numId"), self._said(2, "ilvl")] = value

    def end(self, _name: str) -> None:
        self._inside.pop()

    def _said(self, at: int, name: str) -> str:
        return self._inside[at][1].get(name, "")

    def _form(self) -> dict[str, str]:
        levels = self._forms.setdefault(self._said(1, "abstractNumId"), {})
        return levels.setdefault(self._said(2, "ilvl"), {})

    def levels(self) -> Levels:
        """Return the levels that are numbered. Begun anew, a list is counted by itself."""
        found: Levels = {}
        for of_list, drawn_as in self._drawn_as.items():
            for level, form in self._forms.get(drawn_as, {}).items():
                if form.get("numFmt") not in _NO_NUMBER:
                    start = _number(form.get("start")) or 1
                    found[of_list, level] = Level((drawn_as, level), start)
        for place, start_anew in self._anew.items():
            if place in found:
                found[place] = Level(("anew", *place), _number(start_anew) or 1)
        return found


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
