"""Whether a text has the shape of any address. It serves people who may not know the addresses of a
case, so that nothing that they are told depends on those addresses."""

import re
from collections.abc import Iterable, Iterator

from sharing.addresses.matching import number_at
from sharing.addresses.places import Address, postcodes_in
from sharing.addresses.talk import DOES, MONTHS, NO_HOUSE, TITLES
from sharing.addresses.words import HOUSES, NO_NAME, STREETS, Words, one_way, words_of

_NO_HOUSE = NO_HOUSE | TITLES
_LONGEST_NAME = 3  # words of a street's name before its kind


# "10 minutes drive", "2 hours walk": no names of streets.
_MEASURES = {
    "minute", "minutes", "min", "mins", "hour", "hours", "mile", "miles", "metres", "yards", "day",
    "days", "times", "people", "children", "child", "men", "dogs", "incidents", "calls", "cars",
    "weeks", "week", "months", "month", "years", "year", "feet", "km", "doors", "officers",
}  # fmt: skip


# A word with a capital behind another.
_NAMED = re.compile(r"[A-Z][\w'’]{1,40}\s{1,9}(?=([A-Z][\w'’]*))")


def looks_like_address(text: str, known: Iterable[Address] = (), *, houses: bool = True) -> bool:
    """Return whether the text has the shape of an address other than those known: a complete
    postcode, a number with a street, or, with `houses`, a house by its name. The result depends on
    nothing else."""
    allowed = list(known)
    if postcodes_in(text) - {code for one in allowed for code in one.postcodes}:
        return True
    words = words_of(text)
    streets = {(street.words, number) for one in allowed for street in one.streets
               for number in street.numbers}  # fmt: skip
    names = {name for one in allowed for name in one.names}
    if any(one not in streets for one in _streets_in(words)):
        return True
    return houses and any(
        all(tuple(words[at - len(name) + 1 : at + 1]) != name for name in names)
        for at in _houses_in(words, text)
    )


def _streets_in(words: list[str]) -> Iterator[tuple[Words, str]]:
    for at, word in enumerate(words):
        if word not in STREETS:
            continue
        for length in range(1, _LONGEST_NAME + 1):
            begin = at - length
            if begin < 1 or words[begin] in NO_NAME - {"the", "high", "old", "new", "county"}:
                break
            if words[begin].isdecimal() or words[begin] in _MEASURES | DOES:
                break
            # "On 12 May Sarah Green"; but "12 May Street".
            if length > 1 and words[begin] in MONTHS:
                break
            number = number_at(words, begin - 1)
            if number:
                yield tuple(words[begin : at + 1]), number


def _houses_in(words: list[str], text: str) -> Iterator[int]:
    """Return where a house is named: its kind and a word before it that is no ordinary talk, both
    written as names are."""
    # Small letters are talk: "empty house", "crown court".
    named = {one_way(second.casefold()) for second in _NAMED.findall(text)}
    for at, word in enumerate(words):
        if at and word in HOUSES and word in named and words[at - 1] not in _NO_HOUSE:
            yield at
