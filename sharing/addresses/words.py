"""The words of addresses and of texts: each way to write one of them is the same word here."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple

Words = tuple[str, ...]

# A word of no address: words before it are not read together with words after it.
ASIDE = "ǁǁ"

# Each way to write the kind of a street, by the one used here.
STREETS = {
    "avenue": "av ave avn",
    "boulevard": "blvd boul",
    "bank": "",
    "circus": "",
    "close": "cl clo",
    "common": "",
    "crescent": "cr cres crsnt",
    "croft": "",
    "drive": "dr drv",
    "end": "",
    "fold": "",
    "gardens": "gdn gdns garden",
    "gate": "",
    "green": "grn",
    "grove": "gr gro",
    "hill": "hl",
    "lane": "ln la",
    "mews": "",
    "mount": "mt",
    "parade": "pde",
    "park": "pk",
    "passage": "",
    "path": "",
    "place": "pl",
    "quay": "",
    "rise": "",
    "road": "rd",
    "row": "",
    "square": "sq",
    "st": "street str saint",  # which of the two it is does not matter
    "terrace": "ter terr tce",
    "view": "vw",
    "walk": "wlk",
    "way": "wy",
    "yard": "yd",
}
HOUSES = {
    "apartments": "apts",
    "bungalow": "",
    "cottage": "cott cotts cottages",
    "court": "ct crt",
    "farm": "",
    "hall": "",
    "heights": "hts",
    "hostel": "",
    "hotel": "",
    "house": "ho hse",
    "inn": "",
    "lodge": "ldg",
    "mansions": "",
    "point": "",
    "rectory": "",
    "refuge": "",
    "tower": "towers twr",
    "vicarage": "",
    "villa": "villas",
}
_SHORT = {
    "north": "n", "south": "s", "east": "e", "west": "w", "upper": "upr", "lower": "lwr",
    "approach": "appr",
}  # fmt: skip
_ONE_WAY = {
    other: word
    for words in (STREETS, HOUSES, _SHORT)
    for word, others in words.items()
    for other in others.split()
}
# Several of a kind are no street: "3 hidden rows of stitches".
MANY = {f"{way}s" for word, others in STREETS.items() for way in (word, *others.split())} - {
    *STREETS, *_ONE_WAY,
}  # fmt: skip
_TENS = {
    word: str(number * 10)
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_NUMBERED = {word: str(number) for number, word in enumerate(_NUMBERS.split(), start=1)}
# Kinds of streets that hardly any other word ends with: "Elmroad" is always Elm Road.
_JOINED = ("road", "street", "avenue", "crescent", "terrace")
_SHORTEST_JOINED = 3  # letters before the kind: nobody is "ab road"
_SHORTEST_KIND = 3  # letters of a kind that may end another word: "forest" is no Fore St
# Words that name no house: ordinary words before its kind.
NO_NAME = {
    "the", "a", "an", "his", "her", "their", "our", "my", "your", "its", "this", "that", "each",
    "any", "every", "no", "safe", "council", "open", "half", "in", "at", "of", "to", "and", "or",
    "on", "from", "by", "with", "for", "same", "new", "old", "other", "another", "crown", "county",
    "high", "magistrates", "family", "care", "youth", "town", "city", "village", "move", "own",
    "empty", "whole", "womens", "women", "local", "through", "into", "out", "which", "is", "was",
}  # fmt: skip

_WORD = re.compile(r"\d+|[^\W\d_]+")
# "The 3rd house": what is written like a road is none.
_THIRD = re.compile(r"(?<=\d)rd\b", re.IGNORECASE)
# Marks that part a sentence: any that is not in a name, a new line or cell, spaces.
_PARTS = re.compile(r"[^\w\s.!?'’-]|[\n\r\t\f]|--| [-.] | {2}")
_FULL_STOPS = frozenset(".!?")
_LONGEST_GAP = 20  # characters between two words that are looked at
_CAPITAL = re.compile(r"\b[A-Z][^\W\d_'’]*")
_DIGITS = {str(number) for number in range(1, 10)}
_ROUND = set(_TENS.values())


# Letters of other alphabets that look like these.
_LOOKS = str.maketrans(
    "аеорсухіѕһԁԛԝнкмтвοαιηκμντυχζεβρᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "aeopcyxishdqwhkmtboaihkmntyxzebpabcdefghijklmnoprstuvwyz",
)


class Part(NamedTuple):
    """The begin and end of a part of a sentence among the words, and its sentence."""

    begin: int
    end: int
    sentence: int


@dataclass(frozen=True)
class Read:
    """The words of a text, and what ends after each of them: a sentence ("."), a paragraph or row
    of a table ("|"), a part of either (","), or nothing."""

    words: list[str]
    ends: list[str]

    @cached_property
    def parts(self) -> list[Part]:
        """Return the parts of its sentences, one after another."""
        found: list[Part] = []
        begin = sentence = 0
        for at, end in enumerate(self.ends, start=1):
            if end:
                found.append(Part(begin, at, sentence))
                begin = at
                sentence += end != ","
        return found


def plain(text: str) -> str:
    """Return the text without invisible characters, each letter in its usual form."""
    return _small(_seen(text))


def _small(text: str) -> str:
    return text.casefold().translate(_LOOKS)


def _seen(text: str) -> str:
    known = unicodedata.normalize("NFKD", text)
    usual = {
        ord(one): str(unicodedata.decimal(one)) if one.isdecimal() else ""
        for one in set(known)
        if one.isdecimal() or unicodedata.category(one) in ("Cf", "Mn")
    }
    return known.translate(usual)


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text, each way to write one of them as the same word."""
    return read(text).words


def read(text: str) -> Read:
    """Return the words of a text, and where its sentences and their parts end."""
    # An apostrophe parts no word: "St John's" is "St Johns".
    seen = _THIRD.sub("th", re.sub(r"(?<=\w)['’`´]", "", _seen(text)))
    found = list(_WORD.finditer(seen))
    after = [*(one.start() for one in found[1:]), len(seen)]
    words: list[str] = []
    ends: list[str] = []
    for one, until in zip(found, after, strict=False):  # none after none
        parts = _parted(_small(one.group()))
        words.extend(map(one_way, parts))
        ends.extend([""] * (len(parts) - 1))
        ends.append(_end(seen, one.end(), until))
    return _with_numbers(words, ends)


def _end(text: str, begin: int, until: int) -> str:
    """Return what ends at the gap between two words."""
    gap = text[begin : min(until, begin + _LONGEST_GAP)]
    if until == len(text):
        return "."
    if gap == " ":  # as mostly
        return ""
    spaced = any(map(str.isspace, gap))
    if not spaced and text[begin - 1].isdecimal() and text[until].isdecimal():
        return ""  # a time, a date: "3:15"
    if spaced and _FULL_STOPS.intersection(gap) and ("\n" in gap or text[until].isupper()):
        return "."
    if gap.count("\n") > 1:
        return "|"
    return "," if _PARTS.search(gap) else ""


def capitals_of(text: str) -> frozenset[str]:
    """Return the words of a text that are written with a capital letter, as `words_of` has them."""
    return frozenset(one for found in set(_CAPITAL.findall(text)) for one in words_of(found))


def _parted(word: str) -> tuple[str, ...]:
    """Return the word, in two where it is the name of a street together with its kind."""
    if not word.endswith(_JOINED):
        return (word,)
    kind = next(one for one in _JOINED if word.endswith(one))
    name = word.removesuffix(kind)
    return (name, kind) if len(name) >= _SHORTEST_JOINED else (word,)


@lru_cache(maxsize=4096)
def as_one_word(words: Words) -> dict[str, Words]:
    """Return each way to write some of these words in a row as one word, with the words that it
    joins: "Hiddenrow", "Rosecottage"."""
    ways = [_ways(word) for word in words]
    return {
        "".join(joined): words[begin:end]
        for begin in range(len(words))
        for end in range(begin + 2, len(words) + 1)
        for joined in product(*ways[begin:end])
        if len(joined[-1]) >= _SHORTEST_KIND and len("".join(joined[:-1])) >= _SHORTEST_JOINED
    }


@lru_cache(maxsize=4096)
def _ways(word: str) -> tuple[str, ...]:
    return (word, *(other for other, one in _ONE_WAY.items() if one == word))


def _with_numbers(words: list[str], ends: list[str]) -> Read:
    """Return the words with each number that is written out replaced by its digits."""
    found: list[str] = []
    found_ends: list[str] = []
    hundreds = ""  # those of the number that is being read
    for at, (word, end) in enumerate(zip(words, ends, strict=True)):
        digits = _NUMBERED.get(word) or _TENS.get(word) or word
        if word == "hundred":
            hundreds = found.pop() if found and found[-1] in _DIGITS else "1"
            found.append(hundreds + "00")
        elif hundreds and word == "and" and _is_written(words[at + 1 : at + 2]):
            continue
        elif hundreds and found[-1] == hundreds + "00" and digits != word:
            found[-1] = hundreds + digits.rjust(2, "0")
        elif found and word in _NUMBERED and digits in _DIGITS and _is_round(found[-1], hundreds):
            found[-1] = found[-1][:-1] + digits
        else:
            hundreds = ""
            found.append(digits.lstrip("0") or "0" if digits.isdecimal() else digits)
        # The number ends where its last word ends.
        del found_ends[len(found) - 1 :]
        found_ends.append(end)
    return Read(found, found_ends)


def _is_written(words: list[str]) -> bool:
    return any(one in _NUMBERED or one in _TENS for one in words)


def _is_round(number: str, hundreds: str) -> bool:
    """Return whether these are tens that a digit may follow, with or without hundreds before:
    twenty-two."""
    return number.removeprefix(hundreds) in _ROUND


def one_way(word: str) -> str:
    """Return the one word that stands for all ways to write this one."""
    return _ONE_WAY.get(word, word)
