"""Whether two parties may be one human being, by the little that is enough to look further."""

from dataclasses import dataclass, field
from datetime import date
from unicodedata import combining, normalize
from uuid import UUID

# Referrals of one incident may date it differently; further apart it is another incident.
SAME_INCIDENT_DAYS = 7

Identity = tuple[str, date]


def plain(name: str) -> str:
    """Return a name without case, accents, hyphens and spaces, as people type them variously."""
    letters = (letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    return "".join(letter for letter in letters if letter.isalnum())


def identity(given_name: str, family_name: str, born_on: date | None) -> Identity | None:
    """Return what stands for a person, or nothing where name or birth date is missing."""
    name = plain(given_name + family_name)
    return (name, born_on) if name and born_on else None


@dataclass
class Pair:
    """The victims and the perpetrators of one case, as far as they can be told."""

    victims: set[Identity] = field(default_factory=set)
    perpetrators: set[Identity] = field(default_factory=set)

    def is_like(self, other: "Pair") -> bool:
        """Return whether both name one victim and one perpetrator together."""
        return bool(self.victims & other.victims and self.perpetrators & other.perpetrators)


def alike(case_id: UUID, pairs: dict[UUID, Pair]) -> list[UUID]:
    """Return the other cases with the same victim and the same perpetrator."""
    own = pairs.get(case_id, Pair())
    return [other for other, pair in pairs.items() if other != case_id and own.is_like(pair)]


def same_incident(one: date | None, other: date | None) -> bool:
    """Return whether two dates may mean one incident."""
    return bool(one and other and abs((one - other).days) <= SAME_INCIDENT_DAYS)
