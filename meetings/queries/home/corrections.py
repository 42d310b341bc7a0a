"""Corrections of what the reader had read, for their home."""

from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.home.todo import Todo, end_of
from meetings.queries.research.corrected_people import PeopleCorrectionsIn
from meetings.rules.phases import IN_FLOW
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.queries.looks import CorrectionsIn


def corrections_in_each() -> Combinable:
    """Return how many corrections wait for the reader in each case, of items and of people."""
    return CorrectionsIn("pk") + PeopleCorrectionsIn("pk")


def corrected() -> Q:
    """Return the filter of cases under way with corrections that the reader has yet to acknowledge.
    The cases are annotated with `corrections_in_each`, which is evaluated last."""
    return Q(stage__in=IN_FLOW) & Q(corrections__gt=0)


def corrections_to_read(actor: Actor) -> list[Todo]:
    """Return, by case, the corrections that the actor has yet to acknowledge, of cases under
    way."""
    cases = list(
        Case.objects.annotate(corrections=corrections_in_each())
        .filter(visible_to(actor, may.READ_RESEARCH, "scope__"), corrected())
        .order_by("reference")
    )
    show(actor, may.SEE_HOME, [case.pk for case in cases])
    return [correction_to_read(case.pk, case.reference, case.corrections) for case in cases]


def correction_to_read(case_id: UUID, reference: str, number: int) -> Todo:
    """Return the to-do line for corrections about a case."""
    return Todo(
        at=end_of(clock.today()),
        title=ngettext(
            "%(number)s correction of what you read about %(reference)s",
            "%(number)s corrections of what you read about %(reference)s",
            number,
        )
        % {"number": number, "reference": reference},
        why=_("Read what stands now, and say that you know."),
        due=_("Today"),
        text=_("Read"),
        page="corrections",
        about=case_id,
    )
