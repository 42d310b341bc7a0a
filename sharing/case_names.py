"""How a case is called, and what became of it. `sharing` knows no case, so whoever does says it here once, at start."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from sharing import encryption
from sharing.actor import Actor
from sharing.rules import ChangedBy

SOUGHT = "search term"  # the purpose of its keyed hash


@dataclass(frozen=True)
class Became:
    """Where a case stands now, and who brought it there."""

    name: str
    stage: str
    by: ChangedBy


@dataclass
class _Said:
    names: Callable[[Actor, Collection[UUID]], dict[UUID, str]] = lambda actor, ids: {}
    behind: Callable[[str], UUID | None] = lambda name: None
    became: Callable[[Actor, Collection[UUID]], dict[UUID, Became]] = lambda actor, ids: {}


_said = _Said()


def say(
    *,
    names: Callable[[Actor, Collection[UUID]], dict[UUID, str]],
    behind: Callable[[str], UUID | None],
    became: Callable[[Actor, Collection[UUID]], dict[UUID, Became]],
) -> None:
    """Cases are called so from now on."""
    _said.names, _said.behind, _said.became = names, behind, became


def names_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what those of the cases are called whose existence the actor may know of."""
    return _said.names(actor, case_ids) if case_ids else {}


def became_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Became]:
    """Return what became of those of the cases that the actor may read."""
    return _said.became(actor, case_ids) if case_ids else {}


def case_behind(name: str) -> UUID | None:
    """Return the case of that name in the area that is acted in, also one out of sight. The
    identifier opens nothing, and is for the door alone: it must never be shown."""
    return _said.behind(name)


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
