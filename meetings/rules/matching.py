"""Whether two parties may be one human being, by few details, so that somebody looks further."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sharing.identity import Identity, identity, plain
from sharing.models import Party, PartyRole

# Referrals of one incident may date it differently; further apart it is another incident.
SAME_INCIDENT_DAYS = 7


@dataclass
class Pair:
    """The victims and the perpetrators of one case, as far as they can be told."""

    victims: set[Identity] = field(default_factory=set)
    perpetrators: set[Identity] = field(default_factory=set)
    # Names of perpetrators whose birth date is not known.
    undated: set[str] = field(default_factory=set)

    def add(self, party: Party) -> None:
        """Add the party to this pair, as far as it is known."""
        who = identity(party.given_name, party.family_name, party.born_on)
        if who:
            (self.victims if party.role == PartyRole.VICTIM else self.perpetrators).add(who)
        elif party.role == PartyRole.PERPETRATOR:
            self.undated |= {plain(party.given_name + party.family_name)} - {""}

    def may_be(self, other: "Pair") -> bool:
        """Return whether both name one victim, and a perpetrator of one name whose birth date is
        missing in one or both: possibly the same two people."""
        own, others = (
            pair.undated | {name for name, _born in pair.perpetrators} for pair in (self, other)
        )
        same_name = self.undated & others or own & other.undated
        return bool(self.victims & other.victims and same_name) and not self.is_like(other)

    def is_like(self, other: "Pair") -> bool:
        """Return whether both name one victim and one perpetrator together."""
        return bool(self.victims & other.victims and self.perpetrators & other.perpetrators)


def alike(case_id: UUID, pairs: dict[UUID, Pair]) -> list[UUID]:
    """Return the other cases with the same victim and the same perpetrator."""
    own = pairs.get(case_id, Pair())
    return [other for other, pair in pairs.items() if other != case_id and own.is_like(pair)]


def possibly(case_id: UUID, pairs: dict[UUID, Pair]) -> list[UUID]:
    """Return the other cases of possibly the same victim and perpetrator."""
    own = pairs.get(case_id, Pair())
    return [other for other, pair in pairs.items() if other != case_id and own.may_be(pair)]


UNKNOWN: tuple[tuple[PartyRole, Promise, Promise], ...] = (
    (PartyRole.VICTIM, _("the name of the victim"), _("the date of birth of the victim")),
    (
        PartyRole.PERPETRATOR,
        _("the name of the perpetrator"),
        _("the date of birth of the perpetrator"),
    ),
)


def unknown(parties: Sequence[Party]) -> str:
    """Return, as part of a sentence, the unknown details of a case's people that are needed to find
    other referrals of them; empty if all are known."""
    missing: list[str] = []
    for role, name, born in UNKNOWN:
        people = [one for one in parties if one.role == role and one.ended_on is None]
        if not people or not all(plain(one.given_name + one.family_name) for one in people):
            missing.append(str(name))
        if not all(one.born_on for one in people):
            missing.append(str(born))
    return get_text_list(missing, _now("and"))


def named_alike(one: Party, other: Party) -> bool:
    """Return whether two parties of one role have the same name, and the same birth date or as much
    as is known of it."""
    return (
        one.role == other.role
        and plain(one.given_name + one.family_name) == plain(other.given_name + other.family_name)
        and (one.born_on, one.due_on, one.age_about)
        == (other.born_on, other.due_on, other.age_about)
    )


def same_incident(one: date | None, other: date | None) -> bool:
    """Return whether two dates may mean one incident."""
    return bool(one and other and abs((one - other).days) <= SAME_INCIDENT_DAYS)
