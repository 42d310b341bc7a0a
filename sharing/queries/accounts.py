"""People of an area, for its account administrator."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sharing import clock
from sharing.access import require
from sharing.actor import Actor
from sharing.models import Agency, CodeDevice, FactorReset, Membership, PasswordLink, User
from sharing.permissions import DECIDE_RESETS, MANAGE_ACCOUNTS
from sharing.reasons import Reason
from sharing.work import Refused, current

# How long a link to set a password, and a request for a reset, are good for.
GOOD_FOR = timedelta(hours=24)


def people_of_area(actor: Actor) -> QuerySet[User]:
    """Return everybody who has or had a membership in the actor's area, with these."""
    memberships = Membership.objects.filter(agency__area=actor.area_id).select_related("agency")
    return (
        User.objects.filter(Exists(memberships.filter(user=OuterRef("pk"))))
        .annotate(
            has_device=Exists(CodeDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
            reset_is_asked=Exists(open_resets().filter(user=OuterRef("pk"))),
        )
        .prefetch_related(Prefetch("memberships", memberships, to_attr="of_area"))
        .order_by("name", "email")
    )


def accounts(actor: Actor, *, sought: str = "") -> Sequence[User]:
    """Return the people of the area, or those whose name or address holds what is sought."""
    require(actor, MANAGE_ACCOUNTS)
    wanted = Q(name__icontains=sought) | Q(email__icontains=sought)
    people = list(people_of_area(actor).filter(wanted))
    current().note(MANAGE_ACCOUNTS.event, people=[one.pk for one in people])
    return people


def account(actor: Actor, user_id: UUID) -> User:
    """Return one of the people of the area."""
    require(actor, MANAGE_ACCOUNTS)
    person = people_of_area(actor).filter(pk=user_id).first()
    if person is None:
        raise Refused(Reason.NOTHING_THERE, MANAGE_ACCOUNTS.event)
    current().note(MANAGE_ACCOUNTS.event, people=[person.pk])
    return person


def membership(actor: Actor, membership_id: UUID) -> Membership:
    """Return a membership of the area, with its version: how often it was written."""
    require(actor, MANAGE_ACCOUNTS)
    found = (
        Membership.objects.filter(agency__area=actor.area_id, pk=membership_id)
        .select_related("user", "agency")
        .first()
    )
    if found is None:
        raise Refused(Reason.NOTHING_THERE, MANAGE_ACCOUNTS.event)
    current().note(MANAGE_ACCOUNTS.event, people=[found.user_id])
    return found


def version_of(found: Membership) -> int:
    """Return how often the membership was written: its history has a row for each time."""
    return int(found.history.count())


def agencies_of_area(actor: Actor) -> list[Agency]:
    require(actor, MANAGE_ACCOUNTS)
    return list(Agency.objects.filter(area=actor.area_id))


def open_resets() -> QuerySet[FactorReset]:
    """Return the resets that were asked for lately and wait for a decision."""
    return FactorReset.objects.filter(
        decided_at__isnull=True, proposed_at__gt=clock.now() - GOOD_FOR
    )


def resets_to_decide(actor: Actor) -> list[FactorReset]:
    """Return the resets of the area that wait for a second person."""
    require(actor, DECIDE_RESETS)
    of_area = Membership.objects.filter(user=OuterRef("user"), agency__area=actor.area_id)
    waiting = list(
        open_resets()
        .filter(Exists(of_area))
        .select_related("user", "proposed_by")
        .order_by("proposed_at")
    )
    current().note(DECIDE_RESETS.event, people=[one.user_id for one in waiting])
    return waiting


def reset_to_decide(actor: Actor, reset_id: UUID) -> FactorReset:
    """Return one of the resets that wait for a second person."""
    found = next((one for one in resets_to_decide(actor) if one.pk == reset_id), None)
    if found is None:
        raise Refused(Reason.NOTHING_THERE, DECIDE_RESETS.event)
    return found


def usable_links() -> QuerySet[PasswordLink]:
    """Return the links that still set a password, but for those of accounts switched off."""
    return PasswordLink.objects.filter(
        used_at__isnull=True, made_at__gt=clock.now() - GOOD_FOR, user__is_active=True
    )
