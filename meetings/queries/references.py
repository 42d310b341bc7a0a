"""References of cases, for lists that show nothing else of them."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from meetings.models import Case
from meetings.rules.references import LENGTH
from sharing.actor import Actor
from sharing.case_names import as_reference
from sharing.roles import Reach


def references_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the references of those cases that the actor may see; the wall decides."""
    if actor.reach is Reach.TRAIL:
        return _past_the_wall(list(case_ids))
    return dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "reference"))


def called(cases: QuerySet[Case], typed: str) -> QuerySet[Case]:
    """Return those of the cases that are called so, with or without the sign and the letters of
    the area, however it was typed."""
    reference = as_reference(typed)
    named = Q(plain=reference)
    if len(reference) == LENGTH:
        named |= Q(plain__endswith=reference)
    return cases.annotate(plain=Replace("reference", Value("-"), Value(""))).filter(named)


def case_behind(reference: str) -> UUID | None:
    """Return the case of that reference in the actor's area, however it was typed. It is found past
    the wall, so that an attempt to open it in an emergency is recorded with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_of_reference(%s)", [as_reference(reference)])
        (case_id,) = cursor.fetchone()
    return case_id


def joined_to(case_id: UUID) -> set[UUID]:
    """Return the cases that are heard with this one. A wall must hold in all of them, even in one
    that the actor does not see, so the database finds them past the wall."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT joined_cases(%s)", [case_id])
        (joined,) = cursor.fetchone()
    return set(joined)


def protected_since_attached(attachment_id: UUID) -> bool:
    """Return whether an address has become protected with which this file was not compared when it
    was attached. The database answers, because the worker reads no addresses, and other people may
    read fewer than the file's author."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT protected_since_attached(%s)", [attachment_id])
        found: bool
        (found,) = cursor.fetchone()
    return found


def _past_the_wall(case_ids: list[UUID]) -> dict[UUID, str]:
    # The lead reads no case, so the database gives the reference and nothing else.
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM case_references(%s::uuid[], '')", [case_ids])
        return dict(cursor.fetchall())
