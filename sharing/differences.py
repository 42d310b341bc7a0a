"""Two texts side by side, with the words marked in which they differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Piece:
    """Some words of a text, and whether the other text has others in their place."""

    words: str
    marked: bool = False


@dataclass(frozen=True)
class Difference:
    """One field of a form as somebody else left it and as it was typed meanwhile."""

    label: str
    theirs: list[Piece]
    mine: list[Piece]


def compare(label: str, theirs: str, mine: str) -> Difference:
    """Return the two texts with their differences; where they have no word in common nothing is
    marked, as a mark on all of it would say nothing."""
    before, after = _words(theirs), _words(mine)
    matcher = SequenceMatcher(None, _bare(before), _bare(after), autojunk=False)
    steps = matcher.get_opcodes()
    common = any(
        tag == "equal" and re.search(r"\w", "".join(before[start:end]))
        for tag, start, end, _s, _e in steps
    )
    left = [(tag != "equal" and common, start, end) for tag, start, end, _s, _e in steps]
    right = [(tag != "equal" and common, start, end) for tag, _s, _e, start, end in steps]
    return Difference(label, list(_pieces(before, left)), list(_pieces(after, right)))


def _words(text: str) -> list[str]:
    """Return words and signs, each with the space behind it."""
    return re.findall(r"\w+\s*|[^\w\s]\s*|\s+", text)


def _bare(words: list[str]) -> list[str]:
    return [word.strip() for word in words]


def _pieces(words: list[str], steps: list[tuple[bool, int, int]]) -> Iterator[Piece]:
    for marked, start, end in steps:
        if start < end:
            yield Piece("".join(words[start:end]), marked)
