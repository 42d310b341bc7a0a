"""Words near a street that tell which house of it a text means. Each way to say so has one rule,
which looks at a bounded number of words from each place."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from sharing.addresses.places import CALLS_NUMBER, LEADS_AS_FAR, UNITS, WHICH, number_after
from sharing.addresses.talk import MONTHS, TITLES
from sharing.addresses.words import ASIDE, HOUSES, MANY, STREETS, Part, Read

# Words that may come between the number of a house and its street.
_BETWEEN = {"the", "of", "on", "in", "at", "no", "number", "nr", "house", "is"}
# The same if somebody lives there: "She lives at 3 just off Hidden Row"; otherwise it may be an
# hour.
_BESIDE = {"near", "off", "just", "by"}
# Labels in a form or table: "House number: 3, name of street: Elm Road".
_CALLED = {"st", "name", "address", "line"}
_LEADING = _BETWEEN | UNITS | WHICH | _CALLED
# "Three, and the street is called Hidden Row"; "Town: Larkmere".
_LABELS = (
    _LEADING | CALLS_NUMBER | {"and", "called", "town", "county", "road", "their", "her", "its"}
)
# "The house on Elm Road at 12": words for a place where somebody is, never for an hour.
_LIVES = {"house", "home", "flat", "address", "property", "lives", "live", "living", "stays"}
_AS_FAR = 3  # words before the street
# "Hidden Row is where she is. She is at number 3": words between a street and a number that is
# called so.
_CALLED_AS_FAR = 10
_PARTS_AS_FAR = 3  # parts of a sentence: "Hidden Row, Larkmere, West Yorkshire, 3"
_PLACE = 2  # words of such a part
# Institutions named after the street in which they are or were: "Mill Lane School, year 7".
_BODIES = {
    "school", "schools", "primary", "junior", "academy", "college", "nursery", "surgery", "practice",
    "clinic", "hospital", "pharmacy", "police", "station", "church", "library", "shop", "shops",
    "office", "offices", "centre",
}  # fmt: skip
# Words before a street in which somebody is: "It is number 7. She likes it in Hollowthorn".
_WHERE = {"in", "into", "on", "at", "to", "off"}
_CALLED_BESIDE = 3  # words between a street without its kind and a number that is called so
# With one of these behind it, a name is that of another street, or of no street.
_OTHERS = frozenset([*STREETS, *HOUSES]) | MANY | _BODIES
_HOURS = {
    "noon", "midday", "midnight", "oclock", "o", "am", "pm", "a", "p", "hours", "hrs", "h", "on",
}  # fmt: skip
# "Aged 6. Church Street school told us."
_AGED = {"age", "aged", "turned", "year", "years"}


def tell_house(said: Read, begin: int, end: int) -> Iterator[int]:
    """Yield the positions of words that tell which house of this street is meant."""
    yield from _leading_to(said, begin)
    after = number_after(said.words, end)
    if after is not None and not _is_counted(said.words, after):
        yield after
    yield from _where_one_lives(said.words, begin, end)
    if said.ends[end - 1] or said.words[end] not in _BODIES:
        yield from _called(said.words, range(begin - 1, begin - 1 - _CALLED_AS_FAR, -1))
        yield from _called(said.words, range(end, end + _CALLED_AS_FAR))
        yield from _alone(said, begin, end)


def tell_house_by_name(said: Read, begin: int, end: int, *, capital: bool) -> Iterator[int]:
    """Yield the positions of numbers that tell which house is meant by the name of a street without
    its kind: "Hollowthorn, number 7", "at number 7 in Hollowthorn" or, with a capital,
    "Hollowthorn 7". A number that is only near may be a count, an age or an hour."""
    words, parted = said.words, said.ends[end - 1]
    before, behind = words[max(0, begin - 1) : begin], words[end : end + 1]
    # "Hollowthorn house 7", but not "Hollowthorn House".
    calls = not CALLS_NUMBER.isdisjoint(behind) and _is_number(words, end + 1)
    another = not parted and not calls and not _OTHERS.isdisjoint(behind)
    if another or not TITLES.isdisjoint(before):
        return
    far = _CALLED_AS_FAR
    if _WHERE.isdisjoint(before):
        far = 0 if parted == "." else _CALLED_BESIDE
    else:
        yield from _called(words, range(begin - 1, begin - 1 - far, -1))
    yield from _called(words, range(end, end + far))
    if capital and not parted and _is_number(words, end):
        letter = len("".join(words[end + 1 : end + 2])) == 1 and not said.ends[end]
        if said.ends[end + letter]:
            yield end


def _is_number(words: list[str], at: int) -> bool:
    return at < len(words) and words[at].isdecimal()


def _leading_to(said: Read, begin: int) -> Iterator[int]:
    """Yield numbers, names and flats before a street, if only words that lead to the street come
    between: "12-14", "12, flat 3,"."""
    beside = parted = False
    for at in range(begin - 1, max(-1, begin - 1 - LEADS_AS_FAR), -1):
        one = said.words[at]
        parted = parted or said.ends[at] == "."
        if one.isdecimal():
            before = said.words[max(0, at - _AS_FAR) : at]
            if (parted and not _AGED.isdisjoint(before[-1:])) or (
                beside and _LIVES.isdisjoint(before)
            ):
                return
            yield at
        elif one in _BESIDE:
            beside = True
        elif len(one) > 1 and one not in _LEADING:
            # A house by its name: "Rose, on Mill Lane".
            if not parted and not beside:
                yield at
            return


def _where_one_lives(words: list[str], begin: int, end: int) -> Iterator[int]:
    """Yield the position of the number in "the house on Elm Road at 12", which is no hour."""
    lives = not _LIVES.isdisjoint(words[max(0, begin - _AS_FAR) : begin])
    if lives and words[end : end + 1] == ["at"] and end + 1 < len(words):
        behind = words[end + 2 : end + 3]
        if not behind or not (behind[0] in _HOURS | MONTHS or behind[0].isdecimal()):
            yield end + 1


def _called(words: list[str], places: Iterable[int]) -> Iterator[int]:
    """Yield the numbers there that follow a word for a house number: "House 3, Larkmere, Hidden
    Row"."""
    for at in places:
        if not 0 <= at < len(words) or words[at] == ASIDE:
            return
        before = [one for one in words[max(0, at - 2) : at] if one != "is"]
        if before and before[-1] in CALLS_NUMBER and not _is_counted(words, at):
            yield at


def _is_counted(words: list[str], at: int) -> bool:
    """Return whether the number is one of several things: "number 14 of 20 incidents"."""
    return words[at + 1 : at + 2] == ["of"]


def _alone(said: Read, begin: int, end: int) -> Iterator[int]:
    """Yield the numbers that are a part of the sentence by themselves, if only possible names of
    places come between them and the street: "Hidden Row, Larkmere, 3", "3 - her mother's - Hidden
    Row"."""
    here = bisect_right(said.parts, begin, key=lambda part: part.begin) - 1
    last = bisect_right(said.parts, end - 1, key=lambda part: part.begin) - 1
    if len(_said_in(said, end, said.parts[last].end)) < _PLACE:
        yield from _numbers(said, last, said.parts[last + 1 : last + 1 + _PARTS_AS_FAR])
    if not _said_in(said, said.parts[here].begin, begin):
        before = said.parts[max(0, here - _PARTS_AS_FAR) : here]
        yield from _numbers(said, here, before[::-1])


def _numbers(said: Read, here: int, parts: Iterable[Part]) -> Iterator[int]:
    for part in parts:
        says = _said_in(said, part.begin, part.end)
        apart = part.sentence != said.parts[here].sentence or said.words[part.begin] == ASIDE
        if apart or len(says) > _PLACE:
            return
        if len(says) == 1:
            yield says[0]


def _said_in(said: Read, begin: int, end: int) -> list[int]:
    """Return the positions of words that are no labels, up to the bound on words looked at."""
    words = said.words[begin : min(end, begin + LEADS_AS_FAR)]
    return [at for at, one in enumerate(words, start=begin) if one not in _LABELS]
