"""Which cases are read as one: a wall round one of them is a wall round all, and an agency that
reads one reads all."""

from uuid import UUID

from sharing.flow import case_flow


def with_joined(case_id: UUID) -> set[UUID]:
    """Return the case and all that are joined to it, whichever of them was joined to which."""
    return {case_id} | case_flow().joined_to(case_id)
