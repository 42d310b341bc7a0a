"""Who acts: one person under one membership, fixed for a request; or a job of the portal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID, uuid5

from sharing.roles import REACH, Reach, Role

# The agency and area of somebody who has none: no row has this identifier.
NOWHERE = UUID(int=0)


class Signed(StrEnum):
    """How an agency stands to the information-sharing protocol."""

    STANDING = "standing"
    LAPSED = "lapsed"  # past its review date: a warning only, as safety cannot wait
    NONE = "none"  # never signed, withdrawn or suspended


def seat_of(user_id: UUID, agency_id: UUID) -> UUID:
    """Return the identifier of a person as a member of one agency: their seat. What they refer for
    that agency, or are let into, belongs to the seat, so that rights of several memberships never
    add up."""
    return uuid5(agency_id, str(user_id))


@dataclass(frozen=True, kw_only=True)
class Actor:
    name: str = ""
    user_id: UUID | None = None
    membership_id: UUID | None = None
    role: Role | None = None
    live: bool = False
    # Without a membership that holds: whether one waits for a second person to confirm it.
    waits: bool = False
    admitted_to: UUID | None = None
    agency_id: UUID = NOWHERE
    agency_name: str = ""
    area_id: UUID = NOWHERE
    area_name: str = ""
    signed: Signed = Signed.NONE
    second_factor_at: datetime | None = None
    # The name of the job, where no person acts.
    job: str = ""
    network_address: str = ""
    request_id: UUID | None = None

    @classmethod
    def system(cls, job: str) -> "Actor":
        """Return the actor of a job, which has the permissions that name it in `jobs`."""
        return cls(job=job)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None and self.second_factor_at is not None

    @property
    def person_id(self) -> UUID:
        """Return the person who acts. Raises `TypeError` if no person does."""
        if self.user_id is None:
            raise TypeError("No person acts here.")
        return self.user_id

    @cached_property
    def seat(self) -> UUID:
        """Return the actor's seat at the agency for which they act; `NOWHERE` if no person acts."""
        return seat_of(self.user_id, self.agency_id) if self.user_id else NOWHERE

    @property
    def role_label(self) -> str:
        return str(self.role.label) if self.role else ""

    @property
    def reach(self) -> Reach:
        """Return how far the database lets this actor see."""
        if self.job:
            return Reach.SYSTEM
        if self.role is None or not self.live or self.second_factor_at is None:
            return Reach.NOTHING
        return REACH[self.role]
