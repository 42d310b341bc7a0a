"""Memberships: given, changed, confirmed by a second person, ended."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from sharing import clock, notices
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import (
    MEMBERSHIP_CHANGED,
    MEMBERSHIP_CONFIRMED,
    MEMBERSHIP_ENDED,
    MEMBERSHIP_GIVEN,
    MEMBERSHIP_REFUSED,
    Event,
)
from sharing.models import Agency, Membership, Standing, User
from sharing.operations.members.gate import (
    check_not_oneself,
    membership_to_change,
    person_to_change,
)
from sharing.permissions import DECIDE_ALERTS, DECIDE_MEMBERSHIPS
from sharing.queries import accounts
from sharing.queries.changed_by import last_change_of, last_writer_of
from sharing.roles import KEEPERS, TAKES_TWO, Role
from sharing.rules import Overtaken, RuleBroken
from sharing.watch.readers import ask_who_reads_alerts

A_YEAR = timedelta(days=366)
# The standings, from the one that somebody holds for another to their own.
STEADY = (Standing.ACTING, Standing.DEPUTY, Standing.REGULAR)


def give_membership(
    *,
    actor: Actor,
    user_id: UUID,
    agency_id: UUID,
    role: str,
    standing: str,
    starts_on: date,
    ends_on: date | None,
) -> None:
    """The person has one more membership in the area."""
    person = person_to_change(actor, user_id, MEMBERSHIP_GIVEN)
    before = person.memberships.filter(agency__area=actor.area_id).values_list("invited_as")
    invited_as = min(before)[0]  # nothing, unless they are known by invitations alone
    give(actor, person, agency_id, role, standing, starts_on, ends_on, invited_as)


def change_membership(
    *,
    actor: Actor,
    membership_id: UUID,
    version: int,
    role: str,
    standing: str,
    starts_on: date,
    ends_on: date | None,
) -> None:
    """The membership has this role, standing and time; what it was is in its history. One that two
    people give waits for the second one again, unless it only becomes less."""
    held = membership_to_change(actor, membership_id, MEMBERSHIP_CHANGED)
    if version != (now := accounts.version_of(held)):
        theirs = {
            "role": held.role,
            "standing": held.standing,
            "starts_on": held.starts_on,
            "ends_on": held.ends_on,
        }
        raise Overtaken(theirs, now, last_writer_of(held))
    _check(standing, starts_on, ends_on)
    more = role != held.role or _widens(held, standing, starts_on, ends_on)
    if starts_on != held.starts_on:
        _check_begin(starts_on)
    if more:
        _check_not_twice(held.user_id, held.agency_id, role, starts_on, ends_on, but=held.pk)
    if role not in TAKES_TWO:
        held.proposed_by = held.confirmed_by = held.confirmed_at = None
    elif more or held.waits:
        # More than was confirmed is given like a new one.
        wait_again(actor, held)
    tell_what_is_left(held)
    held.role, held.standing = role, standing
    held.starts_on, held.ends_on = starts_on, ends_on
    held.save()


def wait_again(actor: Actor, held: Membership) -> None:
    """Have the membership wait for a second person, as one that the actor gives now. Whoever can
    confirm it is told."""
    held.proposed_by_id, held.confirmed_by, held.confirmed_at = actor.person_id, None, None
    notices.tell_what_waits.enqueue(str(actor.area_id))


def confirm_membership(*, actor: Actor, membership_id: UUID, version: int) -> None:
    """The membership gives its rights, because a second person agrees."""
    held = _decide_membership(actor, membership_id, version, MEMBERSHIP_CONFIRMED)
    held.confirmed_by_id, held.confirmed_at = actor.person_id, clock.now()
    held.save()


def refuse_membership(*, actor: Actor, membership_id: UUID, version: int) -> None:
    """The membership never gives any rights."""
    end_now(_decide_membership(actor, membership_id, version, MEMBERSHIP_REFUSED))


def confirm_first(*, actor: Actor, email: str) -> None:
    """The operator confirms the first coordinator of an area, whom nobody there could confirm."""
    work = perform(actor, DECIDE_MEMBERSHIPS, event=MEMBERSHIP_CONFIRMED)
    held = (
        accounts.waiting_memberships()
        .filter(user__email__iexact=email, role=Role.COORDINATOR)
        .select_related("agency")
        .first()
    )
    if held is None:
        raise RuleBroken(_("No membership as coordinator waits for this person."))
    if accounts.deciders(held.agency.area_id):
        raise RuleBroken(_("The area has somebody who can confirm it in the portal."))
    held.confirmed_at = clock.now()
    held.save()
    work.note(MEMBERSHIP_CONFIRMED, people=[held.user_id], items=[held.pk])


def end_membership(*, actor: Actor, membership_id: UUID) -> None:
    """The membership gives no rights from the next request on."""
    held = membership_to_change(actor, membership_id, MEMBERSHIP_ENDED)
    tell_what_is_left(held)
    end_now(held)


def tell_what_is_left(held: Membership) -> None:
    """Have the right people told of cases that the change leaves to nobody, and of alerts."""
    area_id = str(held.agency.area_id)
    if held.role in KEEPERS:
        notices.tell_of_cases_left.enqueue(area_id, gone=str(held.user_id))
    if held.role in DECIDE_ALERTS.roles:
        ask_who_reads_alerts.enqueue(area_id)


def end_now(held: Membership) -> None:
    """The membership gives no rights from the next request on."""
    # The last day counts, so it is yesterday; what began later never began. Its history says so.
    yesterday = clock.today() - timedelta(days=1)
    # One that has ended already keeps its end.
    held.ends_on = min(held.ends_on or yesterday, yesterday)
    held.starts_on = min(held.starts_on, held.ends_on)
    held.save()


def _decide_membership(actor: Actor, membership_id: UUID, version: int, event: Event) -> Membership:
    work = perform(actor, DECIDE_MEMBERSHIPS, event=event)
    # Locked before it is looked for among those that wait: it is decided once.
    Membership.objects.select_for_update().filter(pk=membership_id).first()
    held = accounts.membership_to_decide(actor, membership_id)
    if accounts.takes_another(actor, held):
        raise RuleBroken(_("It takes a second person: not who gave it, nor whose it is."))
    if version != (now := accounts.version_to_decide(held)):
        raise Overtaken({}, now, last_change_of(held.user_id, held))
    work.note(event, people=[held.user_id], items=[held.pk], changing=True)
    return held


def _check_begin(starts_on: date) -> None:
    if starts_on < clock.today() - A_YEAR:
        raise RuleBroken(_("The first day must not be more than a year ago"), field="starts_on")


def _check_not_twice(
    user_id: UUID,
    agency_id: UUID,
    role: str,
    starts_on: date,
    ends_on: date | None,
    but: UUID | None = None,
) -> None:
    same = Membership.objects.filter(user=user_id, agency=agency_id, role=role)
    overlapping = same.exclude(ends_on__lt=starts_on)
    if but is not None:
        overlapping = overlapping.exclude(pk=but)
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise RuleBroken(
            _(
                "They have this role in this agency on these days already, or it waits for a second"
                " person. Change that membership, or choose other days."
            ),
            field="role",
        )


def _widens(held: Membership, standing: str, starts_on: date, ends_on: date | None) -> bool:
    longer = held.ends_on is not None and (ends_on is None or ends_on > held.ends_on)
    settled = STEADY.index(standing) > STEADY.index(held.standing)
    return longer or settled or starts_on < held.starts_on


def _check(standing: str, starts_on: date, ends_on: date | None) -> None:
    if ends_on is None and standing == Standing.ACTING:
        raise RuleBroken(_("An acting membership needs a last day"), field="ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken(_("The last day must not be before the first"), field="ends_on")


def give(
    actor: Actor,
    user: User,
    agency_id: UUID,
    role: str,
    standing: str,
    starts_on: date,
    ends_on: date | None,
    invited_as: str,
) -> None:
    """The person has the membership; one that takes two waits for the second."""
    check_not_oneself(actor, user.pk)
    _check(standing, starts_on, ends_on)
    _check_begin(starts_on)
    _check_not_twice(user.pk, agency_id, role, starts_on, ends_on)
    takes_two = role in TAKES_TWO
    Membership.objects.create(
        user=user,
        agency=Agency.objects.get(pk=agency_id, area=actor.area_id),
        role=role,
        standing=standing,
        starts_on=starts_on,
        ends_on=ends_on,
        invited_as=invited_as,
        proposed_by_id=actor.person_id if takes_two else None,
    )
    if takes_two:
        notices.tell_what_waits.enqueue(str(actor.area_id))
