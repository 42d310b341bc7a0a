"""Names as they compare: without capitals, accents and signs. What is compared is kept nowhere."""

import re
import unicodedata

SHORTEST = 3  # letters of a part of a double name; "le" and "de" are in many


def without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name as they compare, of a double name each part too."""
    found = set()
    for word in without_accents(name).casefold().split():
        found.add(_letters(word))
        parts = (_letters(part) for part in re.split(r"[-‐‑–/]", word))
        found |= {part for part in parts if len(part) >= SHORTEST}
    return frozenset(found - {""})


def family_words(full_name: str) -> frozenset[str]:
    """Return what stands for the family in a full name, its last word."""
    return words_of(full_name.split()[-1]) if full_name.split() else frozenset()


def given_words(full_name: str) -> frozenset[str]:
    """Return what stands for the person in a full name, its first word."""
    return words_of(full_name.split()[0]) if len(full_name.split()) > 1 else frozenset()


def _letters(word: str) -> str:
    return re.sub(r"[\W_]", "", word)
