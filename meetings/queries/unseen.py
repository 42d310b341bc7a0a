"""Agencies in which nobody may see a case: nobody would find an action of theirs. For keepers
alone, because this follows from walls too."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from meetings import permissions as may
from sharing import clock
from sharing.actor import seat_of
from sharing.models import Agency, Membership, Scope, User
from sharing.queries.memberships import signed_agencies
from sharing.roles import Role

# The roles that carry out an agency's actions.
OWNERS = (*may.AGENCIES, Role.REFERRER)


@dataclass(frozen=True)
class Staff:
    """The people who could carry out actions of a case, and those who must not be named for it."""

    # By agency, those who may see it.
    people: dict[UUID, list[str]]
    # The names of everybody whom a wall keeps from it, in small letters.
    walled: frozenset[str] = field(default=frozenset())

    def may_be_named(self, name: str) -> bool:
        return name.casefold() not in self.walled


def staff_for(case_id: UUID, agencies: Collection[UUID]) -> Staff:
    """Return who of these agencies could carry out actions of a case that was opened before. Its
    agency reads it once it has one, and a referrer only their own referral."""
    read = Scope.objects.filter(pk=case_id).values_list("walled", "referred_by")
    walled, referred_by = read.get()
    today = clock.today()
    members = Membership.objects.filter(
        agency__in=agencies, role__in=OWNERS, user__is_active=True
    ).filter(agency__in=signed_agencies())
    people = defaultdict(list)
    for one in members.select_related("user").order_by("user__name", "pk"):
        seen = one.role != Role.REFERRER or seat_of(one.user_id, one.agency_id) in referred_by
        if seen and one.is_live(today) and one.user_id not in walled:
            people[one.agency_id].append(one.user.name)
    names = User.objects.filter(pk__in=walled).values_list("name", flat=True) if walled else ()
    return Staff(dict(people), frozenset(name.casefold() for name in names))


def unseen_by(case_id: UUID, agencies: Collection[UUID]) -> list[Agency]:
    """Return those of these agencies in which nobody who carries out actions may see a case that
    was opened before."""
    if not agencies:
        return []
    seen = staff_for(case_id, agencies).people
    return list(Agency.objects.filter(pk__in=set(agencies) - set(seen)))
