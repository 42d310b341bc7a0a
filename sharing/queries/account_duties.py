"""Tasks that an account administrator has to follow: memberships that end, invitations that nobody
took up, and decisions that wait for a second person."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q

from sharing import clock
from sharing.access import require
from sharing.actor import Actor
from sharing.models import Membership, User
from sharing.permissions import MANAGE_ACCOUNTS
from sharing.queries.accounts import (
    people_of_area,
    resets_of_area,
    usable_links,
    waiting_memberships,
)
from sharing.work import current

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Duties:
    people: int  # with a membership that holds today
    ending: list[Membership]  # within 30 days, the soonest first
    not_taken_up: list[User]  # invited, without a password and without a link that still works
    waiting: int  # for a second person


def duties(actor: Actor) -> Duties:
    """Return the tasks of the area's administrator. The people named are noted as shown."""
    require(actor, MANAGE_ACCOUNTS)
    today = clock.today()
    held = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).filter(
        agency__area=actor.area_id
    )
    begun = held.filter(starts_on__lte=today)
    ending = list(
        begun.filter(ends_on__lte=today + SOON)
        .select_related("user", "agency")
        .order_by("ends_on", "id")
    )
    unset = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    invited = people_of_area(actor).filter(unset, is_active=True)
    not_taken_up = list(
        invited.filter(
            Q(is_guest=False),
            Exists(held.filter(user=OuterRef("pk"))),
            ~Exists(usable_links().filter(user=OuterRef("pk"))),
        )
    )
    shown = [one.user_id for one in ending] + [one.pk for one in not_taken_up]
    current().people.update(shown)
    return Duties(
        people=begun.values("user").distinct().count(),
        ending=ending,
        not_taken_up=not_taken_up,
        waiting=waiting_memberships().filter(agency__area=actor.area_id).count()
        + resets_of_area(actor).count(),
    )
