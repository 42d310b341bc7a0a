"""The victims who should know the outcome by now, on the home of those who keep the cases."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Window
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.follow_up import initials, victim_names
from meetings.queries.home.todo import Todo, end_of
from meetings.queries.telling import AFTER_HEARING, planned, telling
from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor


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


def untold_in_time(actor: Actor, off: Container[date], most: int) -> UntoldList:
    """Return the cases that were heard and whose victim should know the outcome by now."""
    cases: QuerySet[Any] = (
        Case.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"), stage__in=AFTER_HEARING)
        .annotate(tell_by=planned("by"), who_tells=planned("who"), **victim_names("pk"))
        .filter(tell_by__lt=clock.today())
        .annotate(in_all=Window(Count("pk")))
        .order_by("tell_by", "reference")
    )
    found = list(cases[:most])
    rows = [
        Untold(one.pk, one.reference, initials(one), one.who_tells, telling(one.tell_by, off).late)
        for one in found
    ]
    return UntoldList(rows, found[0].in_all if found else 0)


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
