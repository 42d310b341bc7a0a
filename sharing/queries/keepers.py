"""Who keeps the cases of an area, and which cases are left to nobody who does: nobody decides on those,
nor takes down a wall round them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.case_names import names_of
from sharing.models import Membership, Scope, Sensitivity
from sharing.permissions import SEE_CONFLICTS, TELL_OF_CASES_LEFT
from sharing.roles import KEEPERS, Role


@dataclass(frozen=True)
class Left:
    """What is left to nobody: the whole area, or cases, each with what it is called."""

    area: bool
    cases: list[tuple[UUID, str]]


def members_acting_as(area_id: UUID, roles: Collection[Role]) -> list[Membership]:
    """Return the memberships of these roles by which somebody can act today."""
    held = Membership.objects.filter(agency__area=area_id, role__in=roles, user__is_active=True)
    today = clock.today()
    return [one for one in held if one.is_live(today)]


def keepers_of(area_id: UUID) -> set[UUID]:
    """Return who can act as coordinator or chair of the area today."""
    return {one.user_id for one in members_acting_as(area_id, KEEPERS)}


def walls_of_cases_left(
    actor: Actor, area_id: UUID, case_ids: Collection[UUID] | None, gone: UUID | None
) -> dict[UUID, set[UUID]]:
    """Return, for the job, which cases of the area are left to nobody, each with whom a wall keeps
    from it: of these, or of those that were left to the person who is `gone`."""
    scopes = Scope.objects.filter(
        visible_to(actor, TELL_OF_CASES_LEFT),
        area=area_id,
        walled__contains=list(keepers_of(area_id)),
    ).exclude(sensitivity=Sensitivity.DRAFT)
    if case_ids is not None:
        scopes = scopes.filter(pk__in=case_ids)
    if gone is not None:
        scopes = scopes.exclude(walled__contains=[gone])
    return {one: set(walled) for one, walled in scopes.values_list("pk", "walled")}


def keepers_gone_by_themselves() -> set[tuple[UUID, UUID]]:
    """Return whose last day as coordinator or chair was yesterday, and of which area."""
    ended = Membership.objects.filter(role__in=KEEPERS, ends_on=clock.today() - timedelta(days=1))
    return set(ended.values_list("agency__area", "user"))


def left_to_nobody(actor: Actor) -> Left:
    """Return what of the area is left to nobody, for the safeguarding lead, as far as no wall keeps
    it from them too."""
    keepers = keepers_of(actor.area_id)
    if not keepers:
        return Left(True, [])
    found = Scope.objects.filter(
        visible_to(actor, SEE_CONFLICTS), walled__contains=list(keepers)
    ).values_list("pk", flat=True)
    return Left(False, sorted(names_of(actor, list(found)).items(), key=lambda one: one[1]))
