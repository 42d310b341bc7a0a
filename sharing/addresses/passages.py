"""Passages of a text that hold something, so that its author finds the place."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

# The end of a sentence or a line; a capital rarely follows the point of "Rd.".
_ENDS = re.compile(r"(?<=[.!?;])\s+(?=[A-Z0-9])|[\r\n\f]+")
LONGEST = 120  # characters of a sentence that is shown complete
AROUND = 5  # words on either side of the place found, in a longer sentence
MOST = 3  # passages that are shown


def passages(text: str, holds: Callable[[str], bool]) -> list[str]:
    """Return the first sentences or lines of the text for which `holds` is true, long ones
    shortened. Where it is true of none alone, return those for which it is true together."""
    found = _holding(_ENDS.split(text), lambda parts: holds("\n".join(parts)))
    return [_shortened("\n".join(one), holds) for one in islice(found, MOST)]


def _holding(parts: list[str], hold: Callable[[list[str]], bool]) -> Iterator[list[str]]:
    """Yield each of the parts for which `hold` is true. The parts are halved, so that most parts of
    a long text are never looked at alone. Parts for which it is only true together come as one."""
    if not hold(parts):
        return
    if len(parts) == 1:
        yield parts
        return
    middle = len(parts) // 2
    found = False
    for half in (parts[:middle], parts[middle:]):
        for one in _holding(half, hold):
            found = True
            yield one
    if not found:
        yield _around(parts, middle, hold)


def _around(parts: list[str], at: int, hold: Callable[[list[str]], bool]) -> list[str]:
    """Return the parts around this place for which `hold` is true, as it is for all of them
    together."""
    far = 1
    while not hold(parts[max(0, at - far) : at + far]):
        far *= 2
    return parts[max(0, at - far) : at + far]


def _shortened(text: str, holds: Callable[[str], bool]) -> str:
    def hold(some: list[str]) -> bool:
        return holds(" ".join(some))

    words = text.split()
    whole = " ".join(words).rstrip(".;")
    if len(whole) <= LONGEST:
        return whole
    end = _least(len(words), lambda upto: hold(words[:upto]))
    length = _least(end, lambda last: hold(words[end - last : end]))
    return " ".join(words[max(0, end - length - AROUND) : end + AROUND]).rstrip(".;")[:LONGEST]


def _least(most: int, enough: Callable[[int], bool]) -> int:
    """Return the least number, up to `most`, that is enough. A larger number than that is enough
    too."""
    low = high = 1
    while high < most and not enough(high):
        low, high = high + 1, high * 2
    high = min(high, most)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low
