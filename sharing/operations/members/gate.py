"""Checks whose account or membership it is, before anything about it changes."""

from uuid import UUID

from django.db.models import Exists
from django.utils.translation import gettext as _

from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.models import Agency, Membership, User
from sharing.permissions import MANAGE_ACCOUNTS
from sharing.queries import accounts
from sharing.rules import RuleBroken


def check_not_oneself(actor: Actor, user_id: UUID) -> None:
    """Refuse administrators their own account."""
    if actor.user_id == user_id:
        raise RuleBroken(_("This is your own account. Ask another administrator to change it."))


def check_own_address(email: str) -> None:
    """Refuse an agency's shared mailbox as somebody's own address: what is for them alone would
    reach all who read it."""
    if Agency.objects.filter(mailbox__iexact=email).exists():
        raise RuleBroken(
            _("This is the shared mailbox of an agency. Enter the person’s own address."),
            field="email",
        )


def person_to_change(actor: Actor, user_id: UUID, event: Event) -> User:
    """Return a person of the area, locked until the unit ends, and note the change."""
    work = perform(actor, MANAGE_ACCOUNTS, event=event)
    person = accounts.account(actor, user_id)
    check_not_oneself(actor, person.pk)
    work.note(event, people=[person.pk], changing=True)
    return User.objects.select_for_update().get(pk=person.pk)


def account_to_change(actor: Actor, user_id: UUID, event: Event) -> User:
    """Return a person whose account only this area may change."""
    person = person_to_change(actor, user_id, event)
    if works_elsewhere(actor, person.pk):
        raise RuleBroken(
            _(
                "This person works in another area too, so one area does not change their account."
                " You can end their memberships in yours."
            )
        )
    return person


def works_elsewhere(actor: Actor, user_id: UUID) -> bool:
    """Return whether the person has a membership in another area, now or later."""
    return User.objects.filter(Exists(accounts.elsewhere(actor)), pk=user_id).exists()


def membership_to_change(actor: Actor, membership_id: UUID, event: Event) -> Membership:
    """Return a membership of the area, locked until the unit ends, and note the change."""
    work = perform(actor, MANAGE_ACCOUNTS, event=event)
    held = accounts.membership(actor, membership_id)
    check_not_oneself(actor, held.user_id)
    work.note(event, people=[held.user_id], items=[held.pk], changing=True)
    return Membership.objects.select_for_update().get(pk=held.pk)
