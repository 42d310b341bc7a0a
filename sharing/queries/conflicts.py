"""People who have no access to a case because of a conflict of interest. Only somebody who keeps
the walls reads the names; the database enforces that too."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sharing import access, clock
from sharing.actor import Actor
from sharing.models import Conflict, Membership, Party, User
from sharing.names import family_words, given_words, words_of
from sharing.permissions import DECLARE_CONFLICT, SEE_CONFLICTS
from sharing.reasons import Reason
from sharing.work import Refused, current


@dataclass(frozen=True)
class Conflicts:
    """The walls of a case, and whether this reader may put them up and take them down."""

    standing: list[Conflict]
    ended: list[Conflict]
    may_change: bool


def conflicts_of(actor: Actor, case_id: UUID) -> Conflicts:
    """Return the people who are walled off from a case now, and those who were."""
    access.require(actor, SEE_CONFLICTS, case_id)
    rows = list(
        Conflict.objects.filter(scope=case_id).select_related("user").order_by("-started_on", "pk")
    )
    current().people.update(one.user_id for one in rows)
    return Conflicts(
        standing=[one for one in rows if one.ended_on is None],
        ended=[one for one in rows if one.ended_on is not None],
        may_change=access.may(actor, DECLARE_CONFLICT, case_id).allowed,
    )


def conflict_to_end(actor: Actor, case_id: UUID, conflict_id: UUID) -> Conflict:
    """Return one of the walls of a case, only for somebody who may take it down. Raises `Refused`
    for a wall that is not there."""
    access.expect(actor, DECLARE_CONFLICT, case_id)
    access.require(actor, SEE_CONFLICTS, case_id)
    walls = Conflict.objects.filter(pk=conflict_id, scope=case_id).select_related("user")
    found = walls.first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, SEE_CONFLICTS.event, case_id)
    current().people.add(found.user_id)
    return found


def people_of_area(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """Return the people who work in the actor's area now, with their agency, as choices of a form
    about the walls of a case."""
    access.expect(actor, SEE_CONFLICTS, case_id)
    return working_in_area(actor.area_id)


def working_in_area(area_id: UUID) -> list[tuple[str, str]]:
    """Return the same for an area. The caller has let the reader through the door."""
    return [(str(one.user_id), _in_words(one)) for one in _working(area_id)]


def staff_named_as(actor: Actor, case_id: UUID, people: Iterable[Party]) -> list[str]:
    """Return who else works in the actor's area now under the name of one of these people of a
    case, with their agency: each may be the same person. Whoever is walled off already is left out
    for those who know of the wall. The caller has let the reader through the door."""
    names = [(words_of(one.given_name), words_of(one.family_name)) for one in people]

    def is_named(user: User) -> bool:
        given, family = given_words(user.name), family_words(user.name)
        return any(given & first and family & last for first, last in names)

    found = [one for one in _working(actor.area_id) if is_named(one.user)]
    if not found:
        return []
    # The database shows walls to those alone who may know of them.
    walls = Conflict.objects.filter(scope=case_id, ended_on=None)
    known = {actor.user_id, *walls.values_list("user_id", flat=True)}
    return [_in_words(one) for one in found if one.user_id not in known]


def _working(area_id: UUID) -> Iterable[Membership]:
    """Return a membership of each person who works in the area now, in the order of their names."""
    today = clock.today()
    members = (
        Membership.objects.filter(agency__area=area_id, user__is_active=True)
        .select_related("user", "agency")
        .order_by("user__name", "agency__name")
    )
    people: dict[UUID, Membership] = {}
    for one in members:
        if one.is_live(today):
            people.setdefault(one.user_id, one)
    return people.values()


def _in_words(membership: Membership) -> str:
    return f"{membership.user.name}, {membership.agency.name}"


def people_who_stepped_out(case_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many people stepped out of each case. Somebody who must not learn of their wall
    did not step out and is not counted."""
    people: dict[UUID, set[UUID]] = {}
    for one in Conflict.objects.filter(
        scope__in=list(case_ids), kind=Conflict.Kind.DECLARED, ended_on__isnull=True
    ):
        people.setdefault(one.scope_id, set()).add(one.user_id)
    return {case_id: len(users) for case_id, users in people.items()}
