"""The page that asks somebody why they open a case."""

from dataclasses import dataclass
from uuid import UUID

from sharing.access import expect, show
from sharing.actor import Actor
from sharing.case_names import names_of
from sharing.permissions import GIVE_REASON


@dataclass(frozen=True)
class Asked:
    case_id: UUID
    name: str


def reason_asked(actor: Actor, case_id: UUID) -> Asked:
    """Return the name of the case whose reader is asked why, and note that they were asked."""
    expect(actor, GIVE_REASON, case_id)
    show(actor, GIVE_REASON, [case_id])
    return Asked(case_id, names_of(actor, [case_id]).get(case_id, ""))
