"""The two sides of a case, and what of places each of them must not read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sharing.addresses.places import Address


class Side(StrEnum):
    """The victim, with children and others at risk, and the perpetrators."""

    VICTIM = "victim"
    PERPETRATOR = "perpetrator"

    @property
    def other(self) -> "Side":
        return Side.PERPETRATOR if self is Side.VICTIM else Side.VICTIM


# By an address that is protected in other cases alone, these.
Where = Mapping[Address, Collection[UUID]]


@dataclass(frozen=True)
class Places:
    """What is protected of each side in a case, and in other cases of the same people, and what
    goes out to search with."""

    protected: dict[Side, list[Address]]
    elsewhere: dict[Side, list[Address]]
    sent_out: list[Address]
    # Of what is protected in other cases alone, in which.
    where: Where

    def of(self, sides: Iterable[Side]) -> list[Address]:
        """Return what these must not read: what is protected of the other side."""
        return [one for side in sides for one in self.protected[side.other]]

    def of_elsewhere(self, sides: Iterable[Side]) -> list[Address]:
        """Return the same of what is protected in other cases of the same people alone."""
        return [one for side in sides for one in self.elsewhere[side.other]]
