"""Openings in an emergency, for their reviewers. The database hides an opening from somebody walled
off from its case."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sharing import access, clock
from sharing.actor import Actor, seat_of
from sharing.case_names import names_of
from sharing.models import EmergencyAccess
from sharing.permissions import OPEN_IN_EMERGENCY, REVIEW_EMERGENCY, SEE_EMERGENCIES
from sharing.queries.details import said_beside
from sharing.reasons import Reason
from sharing.scoping import FOR_THE_DOOR
from sharing.work import Refused, current

# Reviewed openings stay on the list this long.
SHOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Opening:
    """One opening, with the name of its case and the reason given."""

    row: EmergencyAccess
    name: str
    why: str = ""
    # Whether the case is still open to that person.
    runs: bool = False
    # Whether the reader opened it, so that somebody else reviews it.
    own: bool = False


@dataclass(frozen=True)
class Openings:
    waiting: list[Opening]
    reviewed: list[Opening]


def may_open(actor: Actor) -> None:
    """Refuse an actor who may open no case in an emergency, before they are asked which."""
    access.expect(actor, OPEN_IN_EMERGENCY)


def offers_emergency(actor: Actor) -> bool:
    """Return whether the actor could open a case in an emergency."""
    return access.may(actor, OPEN_IN_EMERGENCY).allowed


def waiting_for_review(actor: Actor) -> list[EmergencyAccess]:
    """Return the openings that wait for the actor's review, the oldest first."""
    rows = EmergencyAccess.objects.filter(
        access.visible_to(actor, REVIEW_EMERGENCY, "scope__"), reviewed_at__isnull=True
    ).exclude(user=actor.user_id)
    return list(rows.select_related("user", "agency"))


def openings(actor: Actor) -> Openings:
    """Return the openings that wait for review, and those that were reviewed lately."""
    access.require(actor, SEE_EMERGENCIES)
    reviewed = EmergencyAccess.objects.filter(
        access.visible_to(actor, REVIEW_EMERGENCY, "scope__"),
        reviewed_at__gte=clock.now() - SHOWN_FOR,
    ).select_related("user", "agency", "reviewed_by")
    rows = [*waiting_for_review(actor), *reviewed.order_by("-reviewed_at")]
    access.show(actor, SEE_EMERGENCIES, [one.scope_id for one in rows])
    current().people.update(one.user_id for one in rows)
    names = names_of(actor, {one.scope_id for one in rows})
    found = [Opening(one, names.get(one.scope_id, "")) for one in rows]
    return Openings(
        [one for one in found if one.row.reviewed_at is None],
        [one for one in found if one.row.reviewed_at is not None],
    )


def opening(actor: Actor, access_id: UUID) -> Opening:
    """Return one opening to review, with the reason given."""
    rows = EmergencyAccess.objects.unscoped(FOR_THE_DOOR).filter(pk=access_id)
    row = rows.select_related("user", "agency", "reviewed_by").first()
    if row is None:
        raise Refused(Reason.NOTHING_THERE, REVIEW_EMERGENCY.event)
    access.require(actor, REVIEW_EMERGENCY, row.scope_id)
    current().people.add(row.user_id)
    return Opening(
        row,
        names_of(actor, {row.scope_id}).get(row.scope_id, ""),
        said_beside([row.opening_event]).get(row.opening_event, {}).get("why", ""),
        seat_of(row.user_id, row.agency_id) in current().facts(row.scope_id).admitted
        and row.until > clock.now(),
        own=row.user_id == actor.user_id,
    )
