"""New incidents and orders that the reader was not shown yet."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from meetings import permissions as may
from meetings.models import Case, Development
from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.queries.looks import ShownToMe

# Nobody is asked to catch up with more, when they come new to an area or come back to it.
NEW_FOR = timedelta(weeks=4)


def not_shown(actor: Actor) -> QuerySet[Development]:
    """Return the incidents and orders of the last weeks that others added to cases that the actor
    reads, and that no page has shown to the actor yet."""
    since = clock.now() - NEW_FOR
    of_others = (
        Development.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"), added_at__gt=since)
        .exclude(author=actor.user_id)
        .order_by()
    )
    shown = ShownToMe(of_others, since)
    return of_others.alias(shown=shown).exclude(Q(shown__contains=[F("pk")]))


def with_new(cases: QuerySet[Case], actor: Actor) -> QuerySet[Any]:
    """Return these cases with how many of them each has, as `new`."""
    number = _of_case(actor).annotate(number=Count("pk")).values("number")
    return cases.annotate(new=Coalesce(Subquery(number), 0))


def newest_first(cases: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Return these cases with when the last of them was added, as `new_at`, and in that order."""
    last = _of_case(actor).annotate(last=Max("added_at")).values("last")
    return cases.annotate(new_at=Subquery(last)).order_by("-new_at", "reference")


def _of_case(actor: Actor) -> QuerySet[Development, Any]:
    return not_shown(actor).filter(scope_id=OuterRef("pk")).values("scope_id")
