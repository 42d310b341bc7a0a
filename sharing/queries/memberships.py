"""The memberships under which somebody may act."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sharing import clock
from sharing.actor import Actor
from sharing.models import Agency, Area, Membership, Signature
from sharing.roles import Role

# Every request asks this in one statement: Django's way to the same rows takes longer than
# all other questions about the actor.
_HELD = """
SELECT held.id, held.user_id, held.agency_id, held.role, held.starts_on, held.ends_on,
    held.admitted_to, held.proposed_by_id, held.confirmed_at,
    agency.id, agency.area_id, agency.kind, agency.name,
    area.id, area.name,
    signature.id, signature.review_on, signature.stopped_on
FROM sharing_membership AS held
JOIN sharing_agency AS agency ON agency.id = held.agency_id
JOIN sharing_area AS area ON area.id = agency.area_id
LEFT JOIN sharing_signature AS signature
    ON signature.agency_id = agency.id AND signature.stopped_on IS NULL
WHERE held.user_id = %s
ORDER BY held.starts_on, held.id
"""


def signed_agencies() -> QuerySet[Signature, UUID]:
    """Return the agencies with a standing signature. Nobody acts for the others or is told
    anything."""
    return Signature.objects.filter(stopped_on=None).values_list("agency", flat=True)


def memberships_of(user_id: UUID | None) -> list[Membership]:
    """Return the person's memberships that hold today, each with its agency, area and standing
    signature."""
    return [one for one in all_memberships_of(user_id) if one.is_live(clock.today())]


def all_memberships_of(user_id: UUID | None) -> list[Membership]:
    """Return the same of all memberships of the person, whether they hold today or not."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [user_id])
        names = [column.name for column in cursor.description]
        return [_membership_from(names, row) for row in cursor.fetchall()]


def _membership_from(names: list[str], row: tuple[Any, ...]) -> Membership:
    # Each part begins with its identifier, and names its columns in the order of its fields.
    begins = [place for place, name in enumerate(names) if name == "id"]
    parts = (
        (connection.alias, names[begin:end], row[begin:end])
        for begin, end in pairwise([*begins, len(names)])
    )
    membership = Membership.from_db(*next(parts))
    membership.agency = Agency.from_db(*next(parts))
    membership.agency.area = Area.from_db(*next(parts))
    signature = Signature.from_db(*next(parts))
    membership.standing_signature = signature if signature.pk else None
    return membership


def colleagues_as(actor: Actor, role: Role) -> list[tuple[UUID, str]]:
    """Return the people who act in that role for the actor's own agency today, with their names."""
    held = Membership.objects.filter(agency=actor.agency_id, role=role, user__is_active=True)
    today = clock.today()
    found = {
        one.user_id: one.user.name for one in held.select_related("user") if one.is_live(today)
    }
    return sorted(found.items(), key=lambda one: one[1])
