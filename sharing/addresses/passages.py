"""Where in a text something stands, so that whoever wrote it finds it."""

import re
from collections.abc import Callable

# What ends a sentence or a line; the point of "Rd." is followed by no capital, mostly.
_ENDS = re.compile(r"(?<=[.!?;])\s+(?=[A-Z0-9])|[\r\n\f]+")
LONGEST = 120  # characters of a sentence that is shown whole
AROUND = 5  # words on either side of what it is about, of a longer one
MOST = 3  # that are shown


def passages(text: str, holds: Callable[[str], bool]) -> list[str]:
    """Return the first sentences or lines of the text of which this holds, and what of long ones;
    where it holds of none alone, what of the text."""
    found: list[str] = []
    for one in _ENDS.split(text):
        if len(found) < MOST and holds(one):
            found.append(_shortened(one, holds))
    return found or ([_shortened(text, holds)] if holds(text) else [])


def _shortened(text: str, holds: Callable[[str], bool]) -> str:
    words = text.split()
    whole = " ".join(words).rstrip(".;")
    if len(whole) <= LONGEST:
        return whole
    end = _least(len(words), lambda upto: holds(" ".join(words[:upto])))
    length = _least(end, lambda last: holds(" ".join(words[end - last : end])))
    return " ".join(words[max(0, end - length - AROUND) : end + AROUND]).rstrip(".;")[:LONGEST]


def _least(most: int, enough: Callable[[int], bool]) -> int:
    """Return the least number up to the most that is enough, where more never is too much."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low
