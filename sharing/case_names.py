"""What a case is called, and what became of it."""

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


def pages_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the addresses of pages about those of the cases of which one opens for the actor."""
    return case_flow().pages_of(actor, case_ids) if case_ids else {}


def became_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Became]:
    """Return what became of those of the cases that the actor may read."""
    return case_flow().became_of(actor, case_ids) if case_ids else {}


def as_reference(typed: str) -> str:
    """Return the typed text in the form of a reference, without the signs that people leave out."""
    return re.sub(r"[\W_]", "", typed).upper()


def hash_of(term: str) -> str:
    """Return what the trail keeps of a search term: a keyed hash. Somebody with the key can test
    whether a given term was searched for; nobody can read the term."""
    return encryption.keyed_hash(SOUGHT, term).hex()


def hash_of_reference(typed: str) -> str:
    """Return the hash of a reference, however it was typed."""
    return hash_of(as_reference(typed).casefold())
