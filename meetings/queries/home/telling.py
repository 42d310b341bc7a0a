"""The victims who should know the outcome by now, on the home of those who keep the cases."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Case
from meetings.queries.follow_up import initials, victim_names
from meetings.queries.home.todo import Todo, end_of
from meetings.queries.telling import case_has_outcome, has_outcome, planned, telling
from sharing import clock


@dataclass(frozen=True)
class Untold:
    """A case whose victim should know the outcome, and who was to tell them."""

    case_id: UUID
    reference: str
    initials: str
    who: str
    late: str


@dataclass(frozen=True)
class UntoldList:
    """The first of these cases, the longest late first, and how many there are in all."""

    rows: list[Untold]
    number: int


def with_telling(cases: QuerySet[Case]) -> QuerySet[Any]:
    """Return these cases with the day by which somebody tells the victim, as `tell_by`, with who
    does and with the victim's names."""
    return cases.annotate(tell_by=planned("by"), who_tells=planned("who"), **victim_names("pk"))


def should_know() -> Q:
    """Return a filter for those that were heard and whose victim should know the outcome by now."""
    return has_outcome() & Q(tell_by__lt=clock.today())


def is_untold(case: Any) -> bool:
    """Return the same for one case that was read with its day."""
    return bool(case.tell_by and case.tell_by < clock.today()) and case_has_outcome(case)


def untold_in_time(cases: Iterable[Any], off: Container[date], most: int) -> UntoldList:
    """Return the first of these cases, whose victims should know the outcome by now."""
    found = sorted(cases, key=lambda one: (one.tell_by, one.reference))
    rows = [
        Untold(one.pk, one.reference, initials(one), one.who_tells, telling(one.tell_by, off).late)
        for one in found[:most]
    ]
    return UntoldList(rows, len(found))


def to_chase(untold: UntoldList) -> list[Todo]:
    """Return the to-do line for them, if there are any."""
    if not untold.rows:
        return []
    title = ngettext(
        "%(number)s victim was not told the outcome in time",
        "%(number)s victims were not told the outcome in time",
        untold.number,
    )
    first = untold.rows[0]
    return [
        Todo(
            at=end_of(clock.today()),
            title=title % {"number": untold.number},
            why=_("The oldest: %(reference)s, %(late)s. Ask the IDVA service.")
            % {"reference": first.reference, "late": first.late},
            due=_("Today"),
            text=_("See who tells them"),
            page="advocate",
            about=first.case_id,
        )
    ]
