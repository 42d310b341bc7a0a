"""What to do about new incidents and orders."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Stage
from meetings.queries.groups import Group, cases_in
from meetings.queries.home.todo import Todo, end_of, way_to
from sharing import clock
from sharing.access import show
from sharing.actor import Actor


def new_to_read(actor: Actor) -> list[Todo]:
    """Return the to-do line for what is new to the actor, if anything is."""
    found = list(cases_in(actor, Group.NEW))
    if len(found) == 1:
        show(actor, may.SEE_HOME, [found[0].pk])
    return read_new(found)


def read_new(cases: list[Any]) -> list[Todo]:
    """Return the to-do line for cases with something new. It is one, however many they are, and
    leads to the only case, or to the list of them."""
    if not cases:
        return []
    several = len(cases) > 1
    return [
        Todo(
            at=end_of(clock.today()),
            title=_on_several(len(cases)) if several else _on_one(cases[0]),
            why=_why_read(cases),
            due=_("Today"),
            text=_("See them") if several else _("Read"),
            **way_to(cases, Group.NEW),
        )
    ]


def _on_one(case: Any) -> str:
    return ngettext(
        "New incident or order on %(reference)s",
        "%(number)s new incidents or orders on %(reference)s",
        case.new,
    ) % {"number": case.new, "reference": case.reference}


def _on_several(number: int) -> str:
    return ngettext(
        "%(number)s case has a new incident or order",
        "%(number)s cases have new incidents or orders",
        number,
    ) % {"number": number}


def _why_read(cases: list[Any]) -> str:
    complete = sum(case.stage == Stage.COMPLETE for case in cases)
    if not complete:
        return ngettext(
            "Read it before anybody is contacted.",
            "Read them before anybody is contacted.",
            len(cases),
        )
    if len(cases) == 1:
        return _("Its actions are complete: a new incident may be a repeat.")
    return ngettext(
        "The actions of %(number)s of them are complete: a new incident may be a repeat.",
        "The actions of %(number)s of them are complete: new incidents may be repeats.",
        complete,
    ) % {"number": complete}
