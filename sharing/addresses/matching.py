"""Whether a text names an address, however it is written: by house number and street, by the name
of a house, or by postcode. Pure: who must not read which address is said elsewhere."""

import html
import re
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from itertools import pairwise, takewhile
from urllib.parse import unquote

from sharing.addresses.places import (
    CALLS_NUMBER,
    LEADS_AS_FAR,
    UNITS,
    WHICH,
    Address,
    Street,
    number_after,
)
from sharing.addresses.talk import DESCRIBES, MONTHS, NEVER_ALONE
from sharing.addresses.words import ASIDE, STREETS, Words, as_one_word, capitals_of, plain, words_of

# What may stand between the number of a house and its street.
_BETWEEN = {"the", "of", "on", "in", "at", "no", "number", "nr", "house", "is"}
# What a form or table calls what follows: "House number: 3, name of street: Elm Road".
_CALLED = {"st", "name", "address", "line"}
_LEADING = _BETWEEN | UNITS | WHICH | _CALLED
# "The house on Elm Road at 12": what is said of a place where somebody is, and never of an hour.
_LIVES = {"house", "home", "flat", "address", "property", "lives", "live", "living", "stays"}
_AS_FAR = 3  # words before the street
# "Hidden Row, Larkmere. It is number 3": words between a street and a number that is called so.
_CALLED_AS_FAR = 6
_SHORTEST_SQUEEZED = 6  # letters of a street that is looked for without a look at spaces
_HOURS = {
    "noon",
    "midday",
    "midnight",
    "oclock",
    "o",
    "am",
    "pm",
    "a",
    "p",
    "hours",
    "hrs",
    "h",
    "on",
}
_SHORTEST_NAME = 3  # letters of a street's name that is looked for without its kind
# "Willow House's manager" names it as "St John's" is named; a word that was parted at the end of a
# line; "1,204 Long Road"; "H i d d e n"; "3HiddenRow.pdf".
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?: [^\W\d_]){3,}(?![^\W_])")
_OTHERWISE: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"['’]s\b"), " "),
    (re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010] *\r?\n\s*(?=[^\W\d_])"), ""),
    (re.compile(r"(?<![\d,])(\d{1,3}),(?=\d{3}(?![\d,]))"), r"\1"),
    (_SPACED, lambda found: found.group().replace(" ", "")),
    (re.compile(r"(?<=[a-z])(?=[A-Z])"), " "),
)
# Letters that a number is taken for, in a postcode that was copied by hand.
_LOOKALIKES = str.maketrans("oil", "011")


def names_address(text: str, addresses: Iterable[Address]) -> bool:
    """Return whether the text names one of these addresses."""
    sought = list(addresses)
    if not sought or not text.strip():
        return False
    # As it stands in a link that was pasted: "12%20Elm%20Road".
    otherwise = html.unescape(unquote(text))
    for written, read in _OTHERWISE:
        otherwise = written.sub(read, otherwise)
    return any(_names(one, sought) for one in dict.fromkeys((text, otherwise)))


def _names(text: str, sought: Collection[Address]) -> bool:
    looks = plain(text).translate(_LOOKALIKES)
    if any(
        _has_postcode(looks, code) for code in {code for one in sought for code in one.postcodes}
    ):
        return True
    words, capitals = words_of(text), capitals_of(text)
    squeezed = "".join(words)
    if any(_is_squeezed(squeezed, street) for one in sought for street in one.streets):
        return True
    said = frozenset(words)
    return any(
        _is_named(one, words, said, capitals)
        or ((joined := _joined_in(one, said)) and _is_named(one, *_parted(words, joined), capitals))
        for one in sought
    )


def _joined_in(address: Address, said: frozenset[str]) -> dict[str, Words]:
    """Return what of the address is written as one word: "12 Elmlane", "Rosecottage"."""
    return {
        word: words
        for sought in [*(one.words for one in address.streets), *address.names]
        for word, words in as_one_word(sought).items()
        if word in said
    }


def _parted(words: list[str], joined: dict[str, Words]) -> tuple[list[str], frozenset[str]]:
    parted = [part for one in words for part in joined.get(one, (one,))]
    return parted, frozenset(parted)


def _is_named(
    address: Address, words: list[str], said: frozenset[str], capitals: Container[str]
) -> bool:
    return any(
        said.issuperset(name) and bool(_places(words, name)) for name in address.names
    ) or any(
        said.issuperset(one.words[:-1]) and _has_street(words, capitals, one)
        for one in address.streets
    )


def _has_postcode(looks: str, postcode: str) -> bool:
    outward, inward = postcode[:-3], postcode[-3:]
    # "Begins LM9 and ends 9ZZ".
    parted = rf"{_apart(outward)}(?:\W+[a-z]+){{1,3}}\W+{_apart(inward)}"
    return any(
        re.search(rf"(?<![^\W_]){letters}(?![^\W_])", looks)
        for letters in (_apart(outward + inward), _apart(inward + outward), parted)
    )


def _apart(postcode: str) -> str:
    """Return what finds these letters and figures with anything else between them."""
    return r"[\W_]*".join(map(re.escape, postcode.translate(_LOOKALIKES)))


def _has_street(words: list[str], capitals: Container[str], street: Street) -> bool:
    for begin in _places(words, street.words):
        if not street.numbers.isdisjoint(_numbers_before(words, begin)):
            return True
        end = begin + len(street.words)
        if not street.numbers.isdisjoint((number_after(words, end), _at(words, begin, end))):
            return True
        if not street.numbers.isdisjoint(_called_near(words, begin, end)):
            return True
    return _has_number_and_name(words, capitals, street)


def _has_number_and_name(words: list[str], capitals: Container[str], street: Street) -> bool:
    """Return whether the text says "12 Elm" for 12 Elm Road. What else is talk, as in "2 young
    children" for 2 Young Street, counts with a capital alone."""
    name = street.words[:-1] if street.words[-1] in STREETS else ()
    if len("".join(name)) < _SHORTEST_NAME or NEVER_ALONE.issuperset(name):
        return False
    if DESCRIBES.issuperset(name) and not all(one in capitals for one in name):
        return False
    return any(
        begin and number_at(words, begin - 1) in street.numbers for begin in _places(words, name)
    )


def _places(words: Sequence[str], sought: Words) -> list[int]:
    """Return where these words stand one after another."""
    return [
        at for at, one in enumerate(words)
        if one == sought[0] and tuple(words[at : at + len(sought)]) == sought
    ]  # fmt: skip


def _numbers_before(words: list[str], at: int) -> set[str]:
    """Return the numbers before a place, with nothing between but some words that lead from one to
    the other, and which flat it is: "12-14", "12, flat 3,"."""
    found = set()
    for one in reversed(words[max(0, at - LEADS_AS_FAR) : at]):
        if one.isdecimal():
            found.add(one)
        elif len(one) > 1 and one not in _LEADING:
            break
    return found


def number_at(words: list[str], at: int) -> str:
    """Return the number that stands there, or before the one letter there: 12a."""
    if at > 0 and len(words[at]) == 1 and words[at].isalpha() and words[at - 1].isdecimal():
        at -= 1
    return words[at] if at >= 0 and words[at].isdecimal() else ""


def _called_near(words: list[str], begin: int, end: int) -> set[str]:
    """Return the numbers that are called so around a street: "House 3, Larkmere, Hidden Row"."""
    before = takewhile(ASIDE.__ne__, reversed(words[max(0, begin - _CALLED_AS_FAR) : begin]))
    after = takewhile(ASIDE.__ne__, words[end : end + _CALLED_AS_FAR])
    called = [*((one, two) for two, one in pairwise(before)), *pairwise(after)]
    return {two for one, two in called if one in CALLS_NUMBER and two.isdecimal()}


def _is_squeezed(squeezed: str, street: Street) -> bool:
    """Return whether the text, without its spaces, holds number and street: "3 Hid den Row"."""
    joined = "".join(street.words)
    return len(joined) >= _SHORTEST_SQUEEZED and any(
        re.search(rf"(?<!\d){number}{joined}", squeezed) for number in street.numbers
    )


def _at(words: list[str], begin: int, end: int) -> str:
    """Return the number in "the house on Elm Road at 12", which is no hour."""
    lives = not _LIVES.isdisjoint(words[max(0, begin - _AS_FAR) : begin])
    if not lives or words[end : end + 1] != ["at"]:
        return ""
    number, *behind = words[end + 1 : end + 3] or [""]
    hour = behind and (behind[0] in _HOURS | MONTHS or behind[0].isdecimal())
    return "" if hour else number
