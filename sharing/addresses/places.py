"""The words by which an address is known: the numbers and streets, names of houses and postcodes on
its lines.

Each place is kept as short lists of words, so that case, line breaks, spaces, commas, abbreviations
and flat numbers make no difference. A town, or a street without its number, is not looked for,
because it matches too many places, unless the address says nothing else."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sharing.addresses.talk import DESCRIBES, MONTHS, NEVER_ALONE, NO_HOUSE, NOWHERE
from sharing.addresses.words import HOUSES, STREETS, Words, plain, words_of

# Words that may come before the number that follows a street.
_BEFORE_NUMBER = {"no", "number", "nr", "house", "door", "is", "her", "his", "their", "its"}
CALLS_NUMBER = {"no", "number", "nr", "house", "door"}  # "at number 12" is no hour
# Parts of a house, before which one it is.
UNITS = {"flat", "room", "unit", "floor", "apartments", "apartment", "apt", "suite", "block"}
WHICH = {
    "first", "second", "third", "ground", "top", "rear", "front", "basement", "st", "nd", "th",
}  # fmt: skip
# Words between a number and its street: no more is looked at from each place, however long a text
# of such words is.
LEADS_AS_FAR = 12
_LONG_NAME = 4  # words, of which two are enough
# Words that alone name no place.
_TALK = NEVER_ALONE | DESCRIBES | frozenset([*STREETS, *HOUSES])
_LONGEST_HOUSE = 4  # words of a house that is called "The …"

_POSTCODE = re.compile(
    r"(?<![^\W_])([A-Z]{1,2}\d[A-Z\d]?)[\W_]*(\d[ABD-HJLNP-UW-Z]{2})(?![^\W_])", re.IGNORECASE
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_PARTS = re.compile(r"[,;\n\r]+")


@dataclass(frozen=True)
class Street:
    """A street, and the parts that make a house in it one address: its numbers, or its name without
    its kind ("Rose, Mill Lane"), and which flat it is."""

    words: Words
    numbers: frozenset[str]
    flats: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Address:
    """The words by which a text can name an address."""

    streets: frozenset[Street] = frozenset()
    names: frozenset[Words] = frozenset()
    postcodes: frozenset[str] = frozenset()

    @property
    def is_nowhere(self) -> bool:
        """Return whether the address has no such words, so that no text can name it."""
        return not (self.streets or self.names or self.postcodes)

    def shares_place(self, other: "Address") -> bool:
        """Return whether both are the same place by more than a postcode."""
        streets = any(
            one.words == two.words and one.numbers & two.numbers
            for one in self.streets
            for two in other.streets
        )
        # Two flats of one house are two places.
        numbered = {one.words for one in self.streets} & {one.words for one in other.streets}
        return streets or bool((self.names & other.names) - numbered)


@dataclass
class _Found:
    streets: set[Street] = field(default_factory=set)
    names: set[Words] = field(default_factory=set)
    unnumbered: list[Words] = field(default_factory=list)


def address_of(lines: str, postcode: str = "") -> Address:
    """Return the words by which a text can name the address; without any if it names no place."""
    read = plain(lines)
    # Words in brackets do not part a number from its street: "3 (rear) Hidden Row".
    aside = _BRACKETS.findall(read)
    typed = _POSTCODE.sub(" ", "\n".join([_BRACKETS.sub(" ", read), *aside]))
    parts = [part for one in _PARTS.split(typed) if (part := words_of(one))]
    found = _Found()
    for part in parts:
        _read_part(part, found)
    whole = _whole_line(parts)
    # "The Laurels, 7 Mill Lane"
    if whole[:1] == ("the",) and len(whole) <= _LONGEST_HOUSE and not _spans(list(whole), STREETS):
        found.names.add(whole)
        # "At Old Vicarage", "Laurels, Mill Lane"; "laurels" alone are trees.
        found.names.update([whole[1:]] if len(whole) > 2 else [])
        found.names.update(whole[1:] + street for street in found.unnumbered[:1])
    # A number on a line of its own.
    for before, after in pairwise(parts):
        if before[-1].isdecimal() and tuple(after) in {*found.unnumbered, *found.names}:
            found.streets.add(Street(tuple(after), frozenset({before[-1]})))
    found.streets.update(list(_shorter(found)))
    if not found.streets and not found.names:
        found.names.update(found.unnumbered[:1] or [one for one in [whole] if one])
    flats = {two for part in parts for one, two in pairwise(part) if one in UNITS}
    streets = frozenset(replace(one, flats=frozenset(flats - one.numbers)) for one in found.streets)
    return Address(streets, frozenset(found.names), postcodes_in(f"{postcode}\n{lines}"))


def _shorter(found: _Found) -> Iterator[Street]:
    """Return shorter ways to write the same address: "5 Maltings" for 5 The Maltings, "12 Sunny
    Sands" for 12 Sunny Sands Holiday Park, "Rose, Mill Lane" for Rose Cottage, Mill Lane."""
    for one in found.streets:
        short = one.words[1:] if one.words[0] == "the" else one.words[:2]
        left_out = one.words[0] == "the" or len(one.words) >= _LONG_NAME
        if left_out and _TALK.isdisjoint(short):
            yield replace(one, words=short)
    for house in found.names:
        if len(house) == 2 and house[1] in HOUSES and house[0] not in _TALK:
            for street in found.unnumbered:
                yield Street(street, frozenset({house[0]}))


def _read_part(part: list[str], found: _Found) -> None:
    """Find in one part of an address each street with its numbers, and the names of houses."""
    houses = [one for one in _spans(part, HOUSES) if not NO_HOUSE.issuperset(_name(part, one))]
    streets = _spans(part, STREETS)
    found.names.update(tuple(part[begin:end]) for begin, end in houses)
    for begin, end in [*houses, *streets]:
        words, numbers = tuple(part[begin:end]), _of_house(part, begin, end)
        if numbers:
            found.streets.add(Street(words, frozenset(numbers)))
        elif (begin, end) in streets:
            found.unnumbered.append(words)
    last = max((at for at, one in enumerate(part) if one.isdecimal()), default=-1)
    rest = _without_letter(part[last + 1 :])
    # "12 Broadway", "Room 4 The Haven"; but not "from 3 May".
    numbered = last >= 0 and not houses and not streets
    if numbered and not NOWHERE.issuperset(rest) and rest[0] not in MONTHS:
        found.streets.add(Street(tuple(rest), frozenset({part[last]})))


def _spans(part: list[str], kinds: Container[str]) -> list[tuple[int, int]]:
    """Return, for each word of these kinds with a name before it, where the name begins and the
    kind ends. A number is in no name, and a new name may begin after a house: "Rose Cottage Elm
    Road"."""
    found: list[tuple[int, int]] = []
    starts = [0]
    for at, one in enumerate(part):
        if one.isdecimal() or (
            at and len(one) == 1 and at == starts[-1] and part[at - 1].isdecimal()
        ):
            starts = [at + 1]
            continue
        if one in kinds:
            found.extend((begin, at + 1) for begin in starts if begin < at)
        if one in HOUSES and at > starts[0]:
            starts = [starts[0], at + 1]
    return found


def _name(part: list[str], span: tuple[int, int]) -> list[str]:
    return part[span[0] : span[1] - 1]


def _without_letter(rest: list[str]) -> list[str]:
    """Return the words after a number, without the letter of "12a"."""
    return rest[1:] if len(rest) > 1 and len(rest[0]) == 1 else rest


def _of_house(part: list[str], begin: int, end: int) -> set[str]:
    """Return the numbers of the house: those before it except a flat's, otherwise the one after it,
    otherwise the flat's."""
    before = [(at, one) for at, one in enumerate(part[:begin]) if one.isdecimal()]
    houses = {one for at, one in before if not UNITS.intersection(part[max(0, at - 1) : at])}
    if not houses and (at := number_after(part, end)) is not None:
        houses = {part[at]}
    return houses or {one for _, one in before[-1:]}


def _whole_line(parts: list[list[str]]) -> Words:
    """Return the first line that says more than which flat it is, if it names a place and holds no
    number."""
    for part in parts:
        if not UNITS.intersection(part) or not all(
            one.isdecimal() or len(one) == 1 or one in UNITS | WHICH for one in part
        ):
            named = not NOWHERE.issuperset(part) and not any(one.isdecimal() for one in part)
            return tuple(part) if named else ()
    return ()


def postcodes_in(text: str) -> frozenset[str]:
    """Return the whole postcodes of a text, without their spaces."""
    found = _POSTCODE.findall(plain(text))
    return frozenset(outward + inward for outward, inward in found)


def without_shared(
    address: Address, others: Iterable[Address], neighbours: Iterable[Address]
) -> Address:
    """Return the words by which the address is still known if others are in its house or neighbours
    have its postcode."""
    names = {name for one in others for name in one.names}
    codes = {code for one in neighbours for code in one.postcodes}
    return replace(address, names=address.names - names, postcodes=address.postcodes - codes)


def number_after(words: list[str], at: int) -> int | None:
    """Return the position of the number that follows, if only words that lead to it come before."""
    if words[at : at + 1] == ["at"] and not CALLS_NUMBER.isdisjoint(words[at + 1 : at + 2]):
        at += 1
    end = min(len(words), at + LEADS_AS_FAR)
    while at < end and words[at] in _BEFORE_NUMBER | UNITS:
        # The flat comes between: "Elm Road, flat 3, number 12".
        at += 2 if words[at] in UNITS else 1
    return at if at < len(words) and words[at].isdecimal() else None
