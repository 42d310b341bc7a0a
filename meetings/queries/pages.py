"""The page of a case that opens for a reader, for lists that name the case."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Value, When
from django.urls import reverse

from meetings import permissions as may
from meetings.models import Case, ResearchRequest
from meetings.queries.research.requests import of_agency
from sharing.access import visible_to
from sharing.actor import Actor


def pages_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the address of the page that opens for the actor of each of these cases: the case, or
    what their agency is asked about it. A case of which neither opens is left out."""
    reads = visible_to(actor, may.VIEW_CASE, "scope__")
    answers = Exists(
        ResearchRequest.objects.filter(
            visible_to(actor, may.ANSWER_RESEARCH, "scope__"),
            of_agency(actor),
            scope_id=OuterRef("pk"),
        )
    )
    opens = Choose(When(reads, then=Value("case")), default=Value("research_return"))
    found = Case.objects.filter(reads | answers, pk__in=case_ids).values_list("pk", opens)
    return {pk: reverse(page, args=[pk]) for pk, page in found}
