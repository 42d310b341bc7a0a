"""What an agency searched when it says that somebody is not known to it: by what, and where."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from meetings.models import SearchedBy
from sharing.models import Party
from sharing.rules import RuleBroken, Together

EVERYTHING = tuple(one.value for one in SearchedBy)


def check_searched(where: str, by: Collection[str]) -> None:
    """A nil return says what was searched: silence and nothing found are different risks."""
    together = Together()
    with together.one():
        if not by or set(by) - set(EVERYTHING):
            raise RuleBroken(_("Say what you searched by"), field="searched_by")
    with together.one():
        if not where.strip():
            raise RuleBroken(_("Say in which systems you searched"), field="searched")
    together.check()


def words_of_search(by: Iterable[str], where: str) -> str:
    """Return by what and where was searched, in one line."""
    parts = ", ".join(str(SearchedBy(one).label).lower() for one in EVERYTHING if one in by)
    return ". ".join(part for part in (capfirst(parts), where) if part)


def told_of(party: Party) -> tuple[Any, ...]:
    """Return what is looked up of a person: who has the same is looked up the same. An unborn child
    is not looked up, and is once it is born."""
    names = (party.given_name, party.family_name, party.other_names)
    return (*(" ".join(one.casefold().split()) for one in names), party.born_on, bool(party.due_on))


def shown_as(people: Iterable[Party]) -> str:
    """Return a mark of these people as they are called and born: another one where somebody was
    corrected since, was added or is taken off."""
    return mark_of((one.pk, *told_of(one)) for one in people if one.due_on is None)


def mark_of(rows: Iterable[tuple[Any, ...]]) -> str:
    """Return a mark of these rows, whatever their order: another one where one of them differs."""
    told = sorted([str(one) for one in row] for row in rows)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
