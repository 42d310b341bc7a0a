"""Whether a text names an address, however it is written: by house number and street, by the name
of a house, or by postcode. These functions are pure; other modules say who must not read which
address."""

import html
import re
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from urllib.parse import unquote

from sharing.addresses.near import tell_house, tell_house_by_name
from sharing.addresses.places import UNITS, Address, Street
from sharing.addresses.talk import DESCRIBES, NEVER_ALONE
from sharing.addresses.words import MANY, STREETS, Read, Words, as_one_word, capitals_of, plain
from sharing.addresses.words import read as read_words

_SHORTEST_SQUEEZED = 6  # letters of a street that is looked for without a look at spaces
_SHORTEST_NAME = 3  # letters of a street's name that is looked for without its kind
# "Willow House's manager" names it as "St John's" is named; a word that was parted at the end of a
# line; "1,204 Long Road"; "H i d d e n"; "3HiddenRow.pdf".
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[\W_]{1,3}[^\W\d_]){3,}(?![^\W_])")
_NO_LETTER = re.compile(r"[\W_]")
_OTHERWISE: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"['’]s\b"), " "),
    (re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010] *\r?\n\s*(?=[^\W\d_])"), ""),
    (re.compile(r"(?<![\d,])(\d{1,3}),(?=\d{3}(?![\d,]))"), r"\1"),
    (_SPACED, lambda found: _NO_LETTER.sub("", found.group())),
    (re.compile(r"(?<=[a-z])(?=[A-Z])"), " "),
)
_SOME_WORDS = r"(?:\W+[^\W_]+){1,3}\W+"  # between the halves of a postcode
# Letters that are mistaken for a number in a postcode copied by hand.
_LOOKALIKES = str.maketrans("oilg", "0119")


def names_address(text: str, addresses: Iterable[Address]) -> bool:
    """Return whether the text names one of these addresses."""
    sought = list(addresses)
    if not sought or not text.strip():
        return False
    # As in a pasted link: "12%20Elm%20Road".
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
    read, capitals = read_words(text), capitals_of(text)
    squeezed = "".join(map(_squeezed, read.words, read.ends))
    if any(_is_squeezed(squeezed, street) for one in sought for street in one.streets):
        return True
    said = frozenset(read.words)
    return any(
        _is_named(one, read, said, capitals)
        or ((joined := _joined_in(one, said)) and _is_named(one, *_parted(read, joined), capitals))
        for one in sought
    )


def _squeezed(word: str, end: str) -> str:
    """Return the word as the squeezed text has it: with a point where a sentence ends, and a space
    in place of a plural such as "rows"."""
    return (" " if word in MANY else word) + ("." if end == "." else "")


def _joined_in(address: Address, said: frozenset[str]) -> dict[str, Words]:
    """Return the parts of the address that the text writes as one word: "12 Elmlane",
    "Rosecottage"."""
    return {
        word: words
        for sought in [*(one.words for one in address.streets), *address.names]
        for word, words in as_one_word(sought).items()
        if word in said
    }


def _parted(read: Read, joined: dict[str, Words]) -> tuple[Read, frozenset[str]]:
    words: list[str] = []
    ends: list[str] = []
    for word, end in zip(read.words, read.ends, strict=True):
        parts = joined.get(word, (word,))
        words.extend(parts)
        ends.extend([""] * (len(parts) - 1) + [end])
    return Read(words, ends), frozenset(words)


def _is_named(address: Address, read: Read, said: frozenset[str], capitals: Container[str]) -> bool:
    return any(
        said.issuperset(name) and bool(_places(read.words, name)) for name in address.names
    ) or any(
        said.issuperset(one.words[:-1]) and _has_street(read, capitals, one)
        for one in address.streets
    )


def _has_postcode(looks: str, postcode: str) -> bool:
    outward, inward = postcode[:-3], postcode[-3:]
    # "Begins LM9 and ends 9ZZ", and the other way round.
    both = (_apart(outward), _apart(inward))
    return any(
        re.search(rf"(?<![^\W_]){one}{between}{two}(?![^\W_])", looks)
        for one, two in (both, both[::-1])
        for between in (r"[\W_]*", _SOME_WORDS)
    )


def _apart(postcode: str) -> str:
    """Return a pattern that finds these letters and figures with anything else between them."""
    return r"[\W_]*".join(map(re.escape, postcode.translate(_LOOKALIKES)))


def _has_street(read: Read, capitals: Container[str], street: Street) -> bool:
    return any(
        _tells(read.words, at, capitals, street)
        for begin in _places(read.words, street.words)
        for at in tell_house(read, begin, begin + len(street.words))
    ) or _has_number_and_name(read, capitals, street)


def _tells(words: list[str], at: int, capitals: Container[str], street: Street) -> bool:
    """Return whether the word there is the number or name of the house, or says which flat in
    it."""
    if words[at] in street.numbers:
        return words[at].isdecimal() or words[at] in capitals
    return words[at] in street.flats and not UNITS.isdisjoint(words[max(0, at - 1) : at])


def _has_number_and_name(read: Read, capitals: Container[str], street: Street) -> bool:
    """Return whether the text says "12 Elm" or "Elm, number 12" for 12 Elm Road. A name that is
    also an ordinary word, as in "2 young children" for 2 Young Street, counts only with a
    capital."""
    name = street.words[:-1] if street.words[-1] in STREETS else ()
    if len("".join(name)) < _SHORTEST_NAME or NEVER_ALONE.issuperset(name):
        return False
    capital = all(one in capitals for one in name)
    if DESCRIBES.issuperset(name) and not capital:
        return False
    words = read.words
    return any(
        (
            begin
            and number_at(words, begin - 1) in street.numbers
            and MANY.isdisjoint(words[begin + len(name) : begin + len(name) + 1])
        )
        or any(
            words[at].isdecimal() and words[at] in street.numbers
            for at in tell_house_by_name(read, begin, begin + len(name), capital=capital)
        )
        for begin in _places(words, name)
    )


def _places(words: Sequence[str], sought: Words) -> list[int]:
    """Return where these words follow each other."""
    return [
        at for at, one in enumerate(words)
        if one == sought[0] and tuple(words[at : at + len(sought)]) == sought
    ]  # fmt: skip


def number_at(words: list[str], at: int) -> str:
    """Return the number there, or the one before a single letter there: 12a."""
    if at > 0 and len(words[at]) == 1 and words[at].isalpha() and words[at - 1].isdecimal():
        at -= 1
    return words[at] if at >= 0 and words[at].isdecimal() else ""


def _is_squeezed(squeezed: str, street: Street) -> bool:
    """Return whether the text without its spaces holds the number and the street: "3 Hid den
    Row"."""
    joined = "".join(street.words)
    return len(joined) >= _SHORTEST_SQUEEZED and any(
        re.search(rf"(?<!\d){number}{joined}", squeezed) for number in street.numbers
    )
