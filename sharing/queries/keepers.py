"""The people who keep the cases of an area, and the cases left without any of them. Nobody decides
on such a case or takes down a wall around it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch

from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.case_names import names_of
from sharing.models import AuditEvent, Membership, Scope, Sensitivity, Signature
from sharing.permissions import SEE_CONFLICTS, TELL_OF_CASES_LEFT
from sharing.queries.memberships import signed_agencies
from sharing.roles import KEEPERS, Role


@dataclass(frozen=True)
class Left:
    """The part left without a keeper: the whole area, or cases, each with its name."""

    area: bool
    cases: list[tuple[UUID, str]]


def members_acting_as(area_id: UUID, roles: Collection[Role]) -> list[Membership]:
    """Return the memberships of these roles under which somebody can act today. Nobody can act for
    an agency without a standing signature."""
    held = Membership.objects.filter(
        agency__area=area_id,
        agency__in=signed_agencies(),
        role__in=roles,
        user__is_active=True,
    )
    today = clock.today()
    return [one for one in held.select_related("user").order_by("pk") if one.is_live(today)]


def keepers_of(area_id: UUID) -> set[UUID]:
    """Return the people who can act as coordinator or chair of the area today."""
    return {one.user_id for one in members_acting_as(area_id, KEEPERS)}


def walls_of_cases_left(
    actor: Actor, area_id: UUID, case_ids: Collection[UUID] | None, gone: UUID | None
) -> dict[UUID, set[UUID]]:
    """Return, for the job, the cases of the area left without a keeper, each with the people walled
    off from it: all such cases, only those given, or only those left to the person who is
    `gone`."""
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


def people_told(area_id: UUID, left: dict[UUID, set[UUID]]) -> dict[UUID, set[UUID]]:
    """Return, for each of these cases and the people walled off from it, the people told that the
    case is left without a keeper, since the last of its keepers stopped being one."""
    gone = _gone_since(area_id)
    return {
        case_id: _told_since(
            case_id, max((gone[one] for one in gone.keys() - walled), default=None)
        )
        for case_id, walled in left.items()
    }


def cases_to_tell_of(
    actor: Actor, role: Role, person_id: UUID, case_ids: Collection[UUID], since: datetime
) -> list[UUID]:
    """Return those of these cases of one area that are left without a keeper, and that the person
    may know of and, in that role, is told of; but not those that they were told of after that
    moment."""
    (area_id,) = set(Scope.objects.filter(pk__in=case_ids).values_list("area_id", flat=True))
    if person_id not in {one.user_id for one in members_acting_as(area_id, [role])}:
        return []
    done = AuditEvent.objects.filter(
        code=TELL_OF_CASES_LEFT.event.code, people__contains=[person_id], occurred_at__gt=since
    )
    told = {case for cases in done.values_list("cases", flat=True) for case in cases}
    left = walls_of_cases_left(actor, area_id, case_ids, None)
    return [one for one, walled in left.items() if person_id not in walled and one not in told]


def _gone_since(area_id: UUID) -> dict[UUID, date]:
    """Return the people who were coordinator or chair of the area, each with the newest day from
    which they no longer were, because their membership had ended or the signature of their agency
    was stopped."""
    stopped = Signature.objects.exclude(stopped_on=None)
    held = Membership.objects.filter(agency__area=area_id, role__in=KEEPERS).prefetch_related(
        Prefetch("agency__signatures", queryset=stopped)
    )
    gone: dict[UUID, date] = {}
    for one in held:
        days = [day for signed in one.agency.signatures.all() if (day := signed.stopped_on)]
        days += [one.ends_on + timedelta(days=1)] if one.ends_on else []
        for day in days:
            if day <= clock.today():
                gone[one.user_id] = max(day, gone.get(one.user_id, day))
    return gone


def _told_since(case_id: UUID, day: date | None) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_told_of_case_left(%s, %s)", [case_id, day])
        return {person for (person,) in cursor.fetchall()}


def left_to_nobody(actor: Actor) -> Left:
    """Return the part of the area left without a keeper, for the safeguarding lead. Cases that a
    wall keeps from the lead are left out."""
    keepers = keepers_of(actor.area_id)
    if not keepers:
        return Left(True, [])
    found = Scope.objects.filter(
        visible_to(actor, SEE_CONFLICTS), walled__contains=list(keepers)
    ).values_list("pk", flat=True)
    return Left(False, sorted(names_of(actor, list(found)).items(), key=lambda one: one[1]))
