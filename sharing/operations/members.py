"""Accounts and memberships of an area. Administrators never set a password and never see a case;
what concerns themselves is another administrator's to do."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists
from django.utils.translation import gettext as _

from sharing import clock, notices
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import (
    ACCOUNT_OFF,
    ACCOUNT_ON,
    LINK_SENT,
    MEMBERSHIP_CHANGED,
    MEMBERSHIP_CONFIRMED,
    MEMBERSHIP_ENDED,
    MEMBERSHIP_GIVEN,
    MEMBERSHIP_REFUSED,
    PERSON_INVITED,
    RESET_AGREED,
    RESET_PROPOSED,
    RESET_REFUSED,
    Event,
)
from sharing.models import (
    Agency,
    CodeDevice,
    FactorReset,
    Membership,
    RecoveryCode,
    Standing,
    User,
)
from sharing.operations.password_links import make_link
from sharing.permissions import DECIDE_MEMBERSHIPS, DECIDE_RESETS, MANAGE_ACCOUNTS
from sharing.queries import accounts
from sharing.roles import TAKES_TWO, Role
from sharing.rules import Overtaken, RuleBroken


def invite(
    *,
    actor: Actor,
    email: str,
    name: str,
    agency_id: UUID,
    role: str,
    standing: str,
    starts_on: date,
    ends_on: date | None,
) -> User:
    """A person has a membership, and where they had no account, one with a link by mail that
    sets its password. Of somebody of another area this one learns nothing."""
    work = perform(actor, MANAGE_ACCOUNTS, event=PERSON_INVITED)
    user = User.objects.filter(email__iexact=email).first()
    invited_as = name if user and _works_elsewhere(actor, user.pk) else ""
    if user is None:
        user = User(email=email, name=name)
        user.set_unusable_password()
        user.save()
        notices.send_password_link.enqueue(str(make_link(user).pk))
    _give(actor, user, agency_id, role, standing, starts_on, ends_on, invited_as)
    work.note(MEMBERSHIP_GIVEN, people=[user.pk])
    return user


def send_link(*, actor: Actor, user_id: UUID) -> None:
    """A new link that sets the person's password is on its way to their mailbox."""
    person = _account(actor, user_id, LINK_SENT)
    if not person.is_active:
        raise RuleBroken(_("The account is switched off. Switch it on first."))
    notices.send_password_link.enqueue(str(make_link(person).pk))


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
    person = _person(actor, user_id, MEMBERSHIP_GIVEN)
    before = person.memberships.filter(agency__area=actor.area_id).values_list("invited_as")
    invited_as = min(before)[0]  # nothing, unless they are known by invitations alone
    _give(actor, person, agency_id, role, standing, starts_on, ends_on, invited_as)


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
    """The membership has this role, standing and time; what it was is in its history."""
    held = _membership(actor, membership_id, MEMBERSHIP_CHANGED)
    if version != (now := accounts.version_of(held)):
        theirs = {
            "role": held.get_role_display(),
            "standing": held.get_standing_display(),
            "starts_on": held.starts_on,
            "ends_on": held.ends_on,
        }
        raise Overtaken(theirs, now)
    _check(standing, starts_on, ends_on)
    if role not in TAKES_TWO:
        held.proposed_by = held.confirmed_by = held.confirmed_at = None
    elif role != held.role or not held.is_live(clock.today()):
        # A role that they did not have, or have no more, is given as if anew.
        held.proposed_by_id, held.confirmed_by, held.confirmed_at = actor.person_id, None, None
        notices.tell_what_waits.enqueue(str(actor.area_id))
    held.role, held.standing = role, standing
    held.starts_on, held.ends_on = starts_on, ends_on
    held.save()


def confirm_membership(*, actor: Actor, membership_id: UUID) -> None:
    """The membership gives its rights, as a second person says so."""
    held = _decide_membership(actor, membership_id, MEMBERSHIP_CONFIRMED)
    held.confirmed_by_id, held.confirmed_at = actor.person_id, clock.now()
    held.save()


def refuse_membership(*, actor: Actor, membership_id: UUID) -> None:
    """The membership never gives any rights."""
    _end(_decide_membership(actor, membership_id, MEMBERSHIP_REFUSED))


def confirm_first(*, actor: Actor, email: str) -> None:
    """The first coordinator of an area, whom nobody there could confirm, is confirmed by who runs
    the portal."""
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
    _end(_membership(actor, membership_id, MEMBERSHIP_ENDED))


def _end(held: Membership) -> None:
    # The last day counts, so it is yesterday; what began later never began. Its history says so.
    yesterday = clock.today() - timedelta(days=1)
    held.starts_on = min(held.starts_on, yesterday)
    held.ends_on = yesterday
    held.save()


def switch_off(*, actor: Actor, user_id: UUID) -> None:
    """The person cannot sign in, and their sessions end at the next request."""
    person = _account(actor, user_id, ACCOUNT_OFF)
    person.is_active = False
    person.save()


def switch_on(*, actor: Actor, user_id: UUID) -> None:
    """The person can sign in again, with the factors that they had."""
    person = _account(actor, user_id, ACCOUNT_ON)
    person.is_active = True
    person.save()


def propose_reset(*, actor: Actor, user_id: UUID, checked: str) -> None:
    """A coordinator or chair is asked to have the person's second factor taken away."""
    person = _account(actor, user_id, RESET_PROPOSED)
    if accounts.open_resets().filter(user=person).exists():
        raise RuleBroken(_("A reset was asked for already and waits for a second person."))
    FactorReset.objects.create(
        user=person, proposed_by_id=actor.person_id, proposed_at=clock.now(), checked=checked
    )


def agree_to_reset(*, actor: Actor, reset_id: UUID) -> None:
    """The person has no second factor and no session; they set it up again when they sign in,
    and are told by mail."""
    reset = _decide(actor, reset_id, RESET_AGREED)
    CodeDevice.objects.filter(user=reset.user_id).delete()
    RecoveryCode.objects.filter(user=reset.user_id).delete()
    notices.tell_of_reset.enqueue(str(reset.user_id))


def refuse_reset(*, actor: Actor, reset_id: UUID) -> None:
    """The person keeps the second factor that they have."""
    _decide(actor, reset_id, RESET_REFUSED)


def _not_oneself(actor: Actor, user_id: UUID) -> None:
    if actor.user_id == user_id:
        raise RuleBroken(_("This is your own account. Ask another administrator to change it."))


def _person(actor: Actor, user_id: UUID, event: Event) -> User:
    work = perform(actor, MANAGE_ACCOUNTS, event=event)
    person = accounts.account(actor, user_id)
    _not_oneself(actor, person.pk)
    work.note(event, people=[person.pk], changing=True)
    return User.objects.select_for_update().get(pk=person.pk)


def _account(actor: Actor, user_id: UUID, event: Event) -> User:
    """Return a person whose account is for this area alone to change."""
    person = _person(actor, user_id, event)
    if _works_elsewhere(actor, person.pk):
        raise RuleBroken(
            _(
                "This person works in another area too, so one area does not change their account."
                " You can end their memberships in yours."
            )
        )
    return person


def _works_elsewhere(actor: Actor, user_id: UUID) -> bool:
    """Return whether the person has a membership in another area, now or later."""
    return User.objects.filter(Exists(accounts.elsewhere(actor)), pk=user_id).exists()


def _membership(actor: Actor, membership_id: UUID, event: Event) -> Membership:
    work = perform(actor, MANAGE_ACCOUNTS, event=event)
    held = accounts.membership(actor, membership_id)
    _not_oneself(actor, held.user_id)
    work.note(event, people=[held.user_id], items=[held.pk], changing=True)
    return Membership.objects.select_for_update().get(pk=held.pk)


def _decide(actor: Actor, reset_id: UUID, event: Event) -> FactorReset:
    work = perform(actor, DECIDE_RESETS, event=event)
    # Locked before it is looked for among those that are open: it is decided once.
    FactorReset.objects.select_for_update().filter(pk=reset_id).first()
    reset = accounts.reset_to_decide(actor, reset_id)
    if actor.user_id in (reset.user_id, reset.proposed_by_id):
        raise RuleBroken(_("A reset takes two people besides the one whose it is."))
    reset.decided_by_id, reset.decided_at = actor.person_id, clock.now()
    reset.save()
    work.note(event, people=[reset.user_id], changing=True)
    return reset


def _decide_membership(actor: Actor, membership_id: UUID, event: Event) -> Membership:
    work = perform(actor, DECIDE_MEMBERSHIPS, event=event)
    # Locked before it is looked for among those that wait: it is decided once.
    Membership.objects.select_for_update().filter(pk=membership_id).first()
    held = accounts.membership_to_decide(actor, membership_id)
    if actor.user_id in (held.user_id, held.proposed_by_id):
        raise RuleBroken(_("It takes a second person: not who gave it, nor whose it is."))
    work.note(event, people=[held.user_id], items=[held.pk], changing=True)
    return held


def _check(standing: str, starts_on: date, ends_on: date | None) -> None:
    if ends_on is None and standing == Standing.ACTING:
        raise RuleBroken(_("An acting membership needs a last day"), field="ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken(_("The last day must not be before the first"), field="ends_on")


def _give(
    actor: Actor,
    user: User,
    agency_id: UUID,
    role: str,
    standing: str,
    starts_on: date,
    ends_on: date | None,
    invited_as: str,
) -> None:
    _not_oneself(actor, user.pk)
    _check(standing, starts_on, ends_on)
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
