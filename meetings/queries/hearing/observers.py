"""Who observes a meeting."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Admission, Case, Declaration, Meeting
from meetings.queries.hearing.meeting import meeting_of
from meetings.rules.listing import OVER
from meetings.rules.phases import ON_LIST
from sharing import access, clock
from sharing.acting import signed_state
from sharing.actor import Actor, Signed
from sharing.models import Agency, Conflict, Membership
from sharing.permissions import SEE_CONFLICTS
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.work import Refused, current

ADMITTED, TAKEN_BACK, ENDED = _("Admitted"), _("Taken back"), _("Over")


@dataclass(frozen=True)
class Observer:
    """One observer of a meeting, as its keepers see them."""

    admission: Admission
    name: str
    words: Promise
    live: bool
    declared: bool
    # Whether a wall keeps them from a case on the list, as far as this reader may know of it.
    conflict: bool


@dataclass(frozen=True)
class ObserversPage:
    meeting: Meeting
    observers: list[Observer]
    is_open: bool  # somebody may still be admitted


def observers_page(actor: Actor, meeting_id: UUID) -> ObserversPage:
    """Return the observers of a meeting, for somebody who may admit them."""
    access.expect(actor, may.ADMIT_OBSERVERS)
    access.require(actor, may.SEE_MEETINGS)
    meeting = meeting_of(actor, meeting_id, may.ADMIT_OBSERVERS.event)
    admissions = list(
        Admission.objects.filter(meeting=meeting)
        .select_related("membership__user", "membership__agency", "admitted_by", "meeting")
        .order_by("admitted_at")
    )
    people = {one.membership.user_id for one in admissions}
    walled = conflicts_on(actor, meeting) if people else set()
    declared = set(
        Declaration.objects.filter(meeting=meeting, user__in=people).values_list("user", flat=True)
    )
    current().people.update(people)
    current().items.add(meeting.pk)
    return ObserversPage(
        meeting,
        [
            Observer(
                one,
                _name(one.membership),
                _words(one),
                is_live(one),
                one.membership.user_id in declared,
                one.membership.user_id in walled,
            )
            for one in admissions
        ],
        meeting.state not in OVER,
    )


def observer_to_take_back(actor: Actor, meeting_id: UUID, admission_id: UUID) -> str:
    """Return the name of an observer of a meeting, for somebody who may admit them. Raises
    `Refused` for an admission to another meeting."""
    access.expect(actor, may.ADMIT_OBSERVERS)
    admissions = Admission.objects.filter(pk=admission_id, meeting=meeting_id)
    found = admissions.select_related("membership__user", "membership__agency").first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, may.OBSERVER_TAKEN_BACK)
    current().people.add(found.membership.user_id)
    return _name(found.membership)


def who_observed(meeting_ids: Collection[UUID]) -> dict[UUID, list[dict[str, str]]]:
    """Return, by meeting, the observers who were there, for the minutes: those who agreed to keep
    it confidential."""
    admissions = Admission.objects.filter(
        meeting__in=meeting_ids,
        membership__user__in=Declaration.objects.filter(
            meeting=OuterRef("meeting"), user__isnull=False
        ).values("user"),
    )
    found: dict[UUID, list[dict[str, str]]] = {one: [] for one in meeting_ids}
    for one in admissions.select_related("membership__user", "membership__agency"):
        said = {"name": _name(one.membership), "agency": one.membership.agency.name}
        if said not in found[one.meeting_id]:
            found[one.meeting_id].append(said)
    return found


def agencies_that_signed(actor: Actor) -> list[Agency]:
    """Return the agencies of the area with a standing signature; nobody from another may come."""
    today = clock.today()
    agencies = Agency.objects.filter(area=actor.area_id).prefetch_related("signatures")
    return [
        agency
        for agency in agencies
        if any(
            signed_state(signature, today) is not Signed.NONE
            for signature in agency.signatures.all()
        )
    ]


def is_live(admission: Admission) -> bool:
    """Return whether the observer may come, or be there, today."""
    held = admission.membership
    over = admission.meeting.state in OVER
    return held.role == Role.OBSERVER and held.is_live(clock.today()) and not over


def is_admitted(meeting: Meeting, user_id: UUID) -> bool:
    """Return whether the person is already admitted to this meeting as an observer."""
    admissions = Admission.objects.filter(meeting=meeting, membership__user=user_id)
    return any(is_live(one) for one in admissions.select_related("membership", "meeting"))


def comes_anyway(actor: Actor, user_id: UUID) -> bool:
    """Return whether the person has a membership in the area by which they come to meetings."""
    roles = may.DECLARE.roles - {Role.OBSERVER}
    held = Membership.objects.filter(user=user_id, agency__area=actor.area_id, role__in=roles)
    return any(one.is_live(clock.today()) for one in held)


def conflicts_on(actor: Actor, meeting: Meeting) -> set[UUID]:
    """Return the people with no access to a case on the list, for cases that the actor may know
    of."""
    cases = Case.objects.filter(meeting=meeting, stage__in=ON_LIST).values("scope_id")
    standing = Conflict.objects.filter(
        access.visible_to(actor, SEE_CONFLICTS, "scope__"),
        scope__in=cases,
        ended_on__isnull=True,
    )
    return set(standing.values_list("user", flat=True))


def _name(membership: Membership) -> str:
    return membership.invited_as or membership.user.name


def _words(admission: Admission) -> Promise:
    if admission.taken_back_at is not None:
        return TAKEN_BACK
    return ADMITTED if is_live(admission) else ENDED
