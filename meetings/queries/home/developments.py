"""New incidents and orders that the reader was not shown yet, for their home."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, Development, Stage
from meetings.queries.home.todo import Todo, end_of
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.queries.looks import was_shown

# Nobody is asked to catch up with more, when they come new to an area or come back to it.
NEW_FOR = timedelta(weeks=4)


def not_shown(actor: Actor) -> QuerySet[Development]:
    """Return the incidents and orders of the last weeks that others added to cases that the actor
    reads, and that no page has shown to the actor yet."""
    return (
        Development.objects.filter(
            visible_to(actor, may.VIEW_CASE, "scope__"), added_at__gt=clock.now() - NEW_FOR
        )
        .exclude(author=actor.user_id)
        .exclude(was_shown(actor, since="added_at"))
        .order_by()
    )


def with_new(cases: QuerySet[Case], actor: Actor) -> QuerySet[Any]:
    """Return these cases with how many of them each has, as `new`."""
    of_case = not_shown(actor).filter(scope_id=OuterRef("pk")).values("scope_id")
    number = of_case.annotate(number=Count("pk")).values("number")
    return cases.annotate(new=Coalesce(Subquery(number), 0))


def developments_to_read(actor: Actor) -> list[Todo]:
    """Return, by case, what is new to the actor."""
    cases = Case.objects.filter(
        visible_to(actor, may.VIEW_CASE, "scope__"), pk__in=not_shown(actor).values("scope_id")
    )
    found = list(with_new(cases, actor).order_by("reference"))
    show(actor, may.SEE_HOME, [case.pk for case in found])
    return [development_to_read(case, case.new) for case in found]


def development_to_read(case: Case, number: int) -> Todo:
    """Return the to-do line for what is new on a case."""
    why = _("Read it before anybody is contacted.")
    if case.stage == Stage.COMPLETE:
        why = _("Its actions are complete: a new incident may be a repeat.")
    return Todo(
        at=end_of(clock.today()),
        title=ngettext(
            "New incident or order on %(reference)s",
            "%(number)s new incidents or orders on %(reference)s",
            number,
        )
        % {"number": number, "reference": case.reference},
        why=why,
        due=_("Today"),
        text=_("Read"),
        page="case",
        about=case.pk,
    )
