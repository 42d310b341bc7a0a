"""What each role sees first: what to do, then what is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from meetings import permissions as may
from meetings.models import PackCopy
from meetings.queries.home.agency import advocate_home, agency_home, referrer_home
from meetings.queries.home.keeper import keeper_home
from meetings.queries.home.others import administrator_home, lead_home, observer_home
from meetings.queries.home.recalled import recalled_from
from sharing import clock
from sharing.access import require
from sharing.actor import Actor
from sharing.models import Membership
from sharing.queries.accounts import number_to_decide
from sharing.roles import Role

HOMES: dict[Role | None, tuple[str, Callable[[Actor], Any]]] = {
    Role.COORDINATOR: ("keeper", keeper_home),
    Role.CHAIR: ("keeper", keeper_home),
    Role.REPRESENTATIVE: ("agency", agency_home),
    Role.ADVOCATE: ("advocate", advocate_home),
    Role.REFERRER: ("referrer", referrer_home),
    Role.LEAD: ("lead", lead_home),
    Role.ADMINISTRATOR: ("administrator", administrator_home),
    Role.OBSERVER: ("observer", observer_home),
}


@dataclass(frozen=True)
class Home:
    """The home of one role: its page part, and the content of that."""

    today: date
    part: str
    shown: Any
    # As what else this person may act; rights of several never add up.
    others: list[Membership]
    to_decide: int  # how many decisions about accounts wait for this person
    # Copies of packs that this person holds, were recalled, and wait for an answer.
    recalled: list[PackCopy]


def home(actor: Actor, *, acts_as_others: bool) -> Home:
    """Return what the actor should do next, and an overview for their role."""
    require(actor, may.SEE_HOME)
    part, load = HOMES[actor.role]
    others = other_memberships(actor) if acts_as_others else []
    return Home(
        clock.today(),
        f"meetings/home/_{part}.html",
        load(actor),
        others,
        number_to_decide(actor),
        recalled_from(actor),
    )


def other_memberships(actor: Actor) -> list[Membership]:
    """Return the other memberships under which this person may act today."""
    held = Membership.objects.filter(user=actor.user_id).exclude(Q(pk=actor.membership_id))
    return [one for one in held.select_related("agency__area") if one.is_live(clock.today())]
