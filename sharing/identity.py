"""What stands for a person in two cases, by the little that is enough to look further."""

from datetime import date
from unicodedata import combining, normalize

Identity = tuple[str, date]


def plain(name: str) -> str:
    """Return a name without case, accents, hyphens and spaces, as people type them variously."""
    letters = (letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    return "".join(letter for letter in letters if letter.isalnum())


def identity(given_name: str, family_name: str, born_on: date | None) -> Identity | None:
    """Return what stands for a person, or nothing where name or birth date is missing."""
    name = plain(given_name + family_name)
    return (name, born_on) if name and born_on else None
