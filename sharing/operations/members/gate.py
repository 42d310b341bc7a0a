"""Checks whose account or membership it is, before anything about it changes."""

from uuid import UUID

from django.db import connection
from django.db.models import Exists
from django.utils.translation import gettext as _

from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.models import Agency, Membership, User
from sharing.permissions import MANAGE_ACCOUNTS
from sharing.queries import accounts
from sharing.rules import RuleBroken

LOCK = 0x4144_4452  # any number that no other lock has


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


def check_who_is_meant(actor: Actor, user: User, name: str) -> None:
    """Refuse the address of somebody who works in the area under another name. Of anybody else the
    area learns nothing, not even that the address belongs to somebody."""
    known = accounts.known_in_area(actor, user.pk)
    if known is not None and user.pk != actor.user_id and _plain(known) != _plain(name):
        raise RuleBroken(
            _(
                "This address belongs to %(name)s, who works in this area already. Enter that name"
                " if you mean them, or another address."
            )
            % {"name": known},
            field="name",
        )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def await_address(email: str) -> None:
    """Wait until nobody else is giving this address to an account, so that two never do at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(lower(%s)))", [LOCK, email])


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
