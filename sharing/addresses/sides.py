"""The two sides of a case, and the places that each of them must not read."""

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


# For each address that is protected only in other cases, those cases.
Where = Mapping[Address, Collection[UUID]]


@dataclass(frozen=True)
class Places:
    """The places protected of each side in a case, and in other cases of the same people, and those
    that go out to search with."""

    protected: dict[Side, list[Address]]
    elsewhere: dict[Side, list[Address]]
    sent_out: list[Address]
    # For each place protected only in other cases, those cases.
    where: Where

    def of(self, sides: Iterable[Side]) -> list[Address]:
        """Return the places that these sides must not read: the protected places of the other
        side."""
        return [one for side in sides for one in self.protected[side.other]]

    def of_elsewhere(self, sides: Iterable[Side]) -> list[Address]:
        """Return the same, only from other cases of the same people."""
        return [one for side in sides for one in self.elsewhere[side.other]]
