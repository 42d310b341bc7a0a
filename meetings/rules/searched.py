"""The search of an agency before it says that somebody is not known to it: by which details, and
where."""

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
    """Raise `RuleBroken` if a nil return does not say what was searched, because silence and
    nothing found are different risks."""
    together = Together()
    with together.one():
        if not by or set(by) - set(EVERYTHING):
            raise RuleBroken(_("Say what you searched by"), field="searched_by")
    with together.one():
        if not where.strip():
            raise RuleBroken(_("Say in which systems you searched"), field="searched")
    together.check()


def words_of_search(by: Iterable[str], where: str) -> str:
    """Return the searched details and places, in one line."""
    parts = ", ".join(str(SearchedBy(one).label).lower() for one in EVERYTHING if one in by)
    return ". ".join(part for part in (capfirst(parts), where) if part)


def told_of(party: Party) -> tuple[Any, ...]:
    """Return the details by which a person is looked up. People with the same details are looked up
    in the same way. An unborn child is not looked up until it is born."""
    names = (party.given_name, party.family_name, party.other_names)
    return (*(" ".join(one.casefold().split()) for one in names), party.born_on, bool(party.due_on))


def shown_as(people: Iterable[Party]) -> str:
    """Return a mark of these people by their names and births. It changes if somebody is corrected,
    added or taken off."""
    return mark_of((one.pk, *told_of(one)) for one in people if one.due_on is None)


def mark_of(rows: Iterable[tuple[Any, ...]]) -> str:
    """Return a mark of these rows in any order. It changes if one of them differs."""
    told = sorted([str(one) for one in row] for row in rows)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
