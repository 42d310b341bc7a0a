"""How a case is called, and what became of it."""

import re
from collections.abc import Collection
from uuid import UUID

from sharing import encryption
from sharing.actor import Actor
from sharing.flow import Became, case_flow

SOUGHT = "search term"  # the purpose of its keyed hash


def names_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what those of the cases are called whose existence the actor may know of."""
    return case_flow().names_of(actor, case_ids) if case_ids else {}


def became_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Became]:
    """Return what became of those of the cases that the actor may read."""
    return case_flow().became_of(actor, case_ids) if case_ids else {}


def as_reference(typed: str) -> str:
    """Return what was typed as a reference would stand, without what people leave out."""
    return re.sub(r"[\W_]", "", typed).upper()


def hash_of(term: str) -> str:
    """Return what the trail keeps of a term that was sought: a keyed hash, with which somebody
    who has the key can ask whether it was, and nobody can read which."""
    return encryption.keyed_hash(SOUGHT, term).hex()


def hash_of_reference(typed: str) -> str:
    """Return the same of a reference, however it was typed."""
    return hash_of(as_reference(typed).casefold())
