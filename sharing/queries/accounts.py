"""People of an area, for its account administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest, TruncDate

from sharing import clock
from sharing.access import may, require
from sharing.actor import Actor
from sharing.models import (
    AccountCorrection,
    Agency,
    CodeDevice,
    FactorReset,
    Membership,
    PasswordLink,
    User,
)
from sharing.permissions import DECIDE_MEMBERSHIPS, DECIDE_RESETS, MANAGE_ACCOUNTS
from sharing.reasons import Reason
from sharing.roles import TAKES_TWO
from sharing.work import Refused, current

# How long a link to set a password, and a request for a reset, are good for.
GOOD_FOR = timedelta(hours=24)

# When a membership was given its last day. Ended at once, its last whole day was the day before,
# and it held for a part of that day.
SHORTENED = Subquery(
    Membership.history.filter(id=OuterRef("pk"), ends_on=OuterRef("ends_on"), history_type="~")
    .order_by("history_date")
    .values("history_date")[:1]
)


def elsewhere(actor: Actor, person: str = "pk") -> QuerySet[Membership]:
    """Return the memberships in other areas, now or later, of the person in a row of the outer
    query."""
    return now_or_later().filter(user=OuterRef(person)).exclude(agency__area=actor.area_id)


def people_of_area(actor: Actor) -> QuerySet[User]:
    """Return everybody who has or had a membership in the actor's area, with these memberships,
    each with the day that it `ended_on`.

    Somebody of another area who was invited here `is_guest`: their `shown_name` is the one in the
    invitation, and this area sees nothing else of their account."""
    memberships = Membership.objects.filter(agency__area=actor.area_id).select_related("agency")
    with_ends = memberships.annotate(ended_on=Greatest("ends_on", TruncDate(SHORTENED)))
    of_person = memberships.filter(user=OuterRef("pk"))
    return (
        User.objects.filter(Exists(of_person))
        .annotate(
            is_guest=Exists(elsewhere(actor)) & ~Exists(of_person.filter(invited_as="")),
            shown_name=Case(
                When(is_guest=True, then=Subquery(of_person.values("invited_as")[:1])),
                default=F("name"),
            ),
            has_device=Exists(CodeDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
            reset_is_asked=Exists(open_resets().filter(user=OuterRef("pk"))),
        )
        .prefetch_related(Prefetch("memberships", with_ends, to_attr="of_area"))
        .order_by("shown_name", "email")
    )


def known_in_area(actor: Actor, user_id: UUID) -> str | None:
    """Return the name by which the area knows somebody who works in it now or later; None for
    anybody else."""
    works = now_or_later().filter(user=OuterRef("pk"), agency__area=actor.area_id)
    found = people_of_area(actor).filter(Exists(works), pk=user_id)
    return next((name for (name,) in found.values_list(F("shown_name"))), None)


def now_or_later() -> QuerySet[Membership]:
    """Return the memberships that have not ended."""
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
    return Membership.objects.filter(held)


def accounts(actor: Actor, *, sought: str = "") -> Sequence[User]:
    """Return the people of the area, or those whose name or address holds the sought text."""
    require(actor, MANAGE_ACCOUNTS)
    wanted = Q(shown_name__icontains=sought) | Q(email__icontains=sought)
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
    """Return a membership of the area. Its version is how often it was written."""
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
    """Return how often the membership was written: its history has one row for each time."""
    return int(found.history.count())


def version_to_decide(found: Membership) -> int:
    """Return how often a membership and the account of its person were written, as the version of
    a page that shows both to a second person."""
    return version_of(found) + corrections_of(found.user)


def has_factor(person: User) -> bool:
    """Return whether the person signs in with a second factor that is set up."""
    return CodeDevice.objects.filter(user=person, confirmed=True).exists()


def memberships_that_take_two(person: User) -> QuerySet[Membership]:
    """Return the memberships of the person, now or later, that two people give."""
    return now_or_later().filter(user=person, role__in=TAKES_TWO)


def waits_with_another_address(person: User) -> bool:
    """Return whether memberships of one of the people of the area would wait for a second person
    if their address was another. Of a guest it says no more than of somebody new."""
    open_to_mail = person.is_guest or not person.has_device  # type: ignore[attr-defined]
    today = clock.today()
    of_area: list[Membership] = person.of_area  # type: ignore[attr-defined]
    return open_to_mail and any(
        one.role in TAKES_TWO and not one.has_ended(today) for one in of_area
    )


def agencies_of_area(actor: Actor) -> list[Agency]:
    require(actor, MANAGE_ACCOUNTS)
    return list(Agency.objects.filter(area=actor.area_id))


def open_resets() -> QuerySet[FactorReset]:
    """Return the resets that were asked for lately and are not decided."""
    return FactorReset.objects.filter(
        decided_at__isnull=True, proposed_at__gt=clock.now() - GOOD_FOR
    )


def resets_of_area(actor: Actor) -> QuerySet[FactorReset]:
    """Return the open resets of people who work in the actor's area and no other."""
    of_area = Membership.objects.filter(user=OuterRef("user"), agency__area=actor.area_id)
    return open_resets().filter(Exists(of_area), ~Exists(elsewhere(actor, "user")))


def resets_to_decide(actor: Actor) -> list[FactorReset]:
    """Return the resets of the area that wait for a second person."""
    require(actor, DECIDE_RESETS)
    waiting = list(
        resets_of_area(actor).select_related("user", "proposed_by").order_by("proposed_at")
    )
    current().note(DECIDE_RESETS.event, people=[one.user_id for one in waiting])
    return waiting


def reset_to_decide(actor: Actor, reset_id: UUID) -> FactorReset:
    """Return one of the resets that wait for a second person."""
    found = next((one for one in resets_to_decide(actor) if one.pk == reset_id), None)
    if found is None:
        raise Refused(Reason.NOTHING_THERE, DECIDE_RESETS.event)
    return found


def waiting_memberships() -> QuerySet[Membership]:
    """Return the memberships that hold once a second person confirms them."""
    return now_or_later().filter(proposed_by__isnull=False, confirmed_at__isnull=True)


def deciders(area_id: UUID) -> list[Membership]:
    """Return the memberships that may confirm a membership of the area today."""
    held = Membership.objects.filter(
        agency__area=area_id, role__in=DECIDE_MEMBERSHIPS.roles, user__is_active=True
    ).select_related("user")
    return [one for one in held if one.is_live(clock.today())]


def memberships_to_decide(actor: Actor) -> list[Membership]:
    """Return the memberships of the area that wait for a second person."""
    require(actor, DECIDE_MEMBERSHIPS)
    waiting = list(
        waiting_memberships()
        .filter(agency__area=actor.area_id)
        .select_related("user", "agency", "proposed_by")
        .order_by("starts_on", "pk")
    )
    current().note(DECIDE_MEMBERSHIPS.event, people=[one.user_id for one in waiting])
    return waiting


def membership_to_decide(actor: Actor, membership_id: UUID) -> Membership:
    """Return one of the memberships that wait for a second person."""
    found = next((one for one in memberships_to_decide(actor) if one.pk == membership_id), None)
    if found is None:
        raise Refused(Reason.NOTHING_THERE, DECIDE_MEMBERSHIPS.event)
    return found


def takes_another(actor: Actor, waiting: Membership | FactorReset) -> bool:
    """Return whether somebody else has to decide, because it is the actor's own or they proposed
    it."""
    return actor.user_id in (waiting.user_id, waiting.proposed_by_id)


@dataclass(frozen=True)
class ToDecide:
    """The memberships and resets that wait for a second person and that this reader may decide."""

    memberships: list[Membership]
    resets: list[FactorReset]


def to_decide(actor: Actor) -> ToDecide:
    """Return the memberships and resets of the area that wait for a second person."""
    memberships = memberships_to_decide(actor)
    resets = resets_to_decide(actor) if may(actor, DECIDE_RESETS).allowed else []
    return ToDecide(memberships, resets)


def corrections_of(person: User) -> int:
    """Return how often the account was corrected, as the version of a page made from it."""
    return AccountCorrection.objects.filter(user=person).count()


def account_to_correct(actor: Actor, user_id: UUID) -> dict[str, Any]:
    """Return the name and address that an account shows in this area, with their version."""
    person = account(actor, user_id)
    shown = people_of_area(actor).values_list(F("shown_name"), F("email")).get(pk=person.pk)
    return dict(zip(("name", "email"), shown, strict=True)) | {"version": corrections_of(person)}


def number_to_decide(actor: Actor) -> int:
    """Return how many memberships and resets wait for the actor's decision, in one query."""
    if not may(actor, DECIDE_MEMBERSHIPS).allowed:
        return 0
    waiting = waiting_memberships().filter(agency__area=actor.area_id)
    if not may(actor, DECIDE_RESETS).allowed:
        return waiting.count()
    resets = resets_of_area(actor).annotate(each=Value(1)).values("each")
    return waiting.annotate(each=Value(1)).values("each").union(resets, all=True).count()


def usable_links() -> QuerySet[PasswordLink]:
    """Return the links that can still set a password. Those of accounts switched off are left
    out."""
    return PasswordLink.objects.filter(
        used_at__isnull=True, made_at__gt=clock.now() - GOOD_FOR, user__is_active=True
    )
