"""Accounts: somebody is invited, gets a link that sets a password, is switched off and on."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from sharing import notices
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import ACCOUNT_OFF, ACCOUNT_ON, LINK_SENT, MEMBERSHIP_GIVEN, PERSON_INVITED
from sharing.models import User
from sharing.operations.members.gate import (
    account_to_change,
    await_address,
    check_own_address,
    check_who_is_meant,
    works_elsewhere,
)
from sharing.operations.members.memberships import give
from sharing.operations.password_links import make_link
from sharing.permissions import MANAGE_ACCOUNTS
from sharing.rules import RuleBroken
from sharing.watch.readers import ask_who_reads_alerts


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
    """The person has a membership. If they had no account, they have one now, and a link by mail
    sets its password. About somebody who already works in another area, this area learns
    nothing."""
    work = perform(actor, MANAGE_ACCOUNTS, event=PERSON_INVITED)
    user, invited_as = bring_in(actor, email=email, name=name)
    check_who_is_meant(actor, user, name)
    give(actor, user, agency_id, role, standing, starts_on, ends_on, invited_as)
    work.note(MEMBERSHIP_GIVEN, people=[user.pk])
    return user


def bring_in(actor: Actor, *, email: str, name: str) -> tuple[User, str]:
    """The person with that address has an account; a new one comes with a link by mail that sets
    its password. Also returns the name by which this area knows somebody of another area."""
    await_address(email)
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is not None:
        return user, name if works_elsewhere(actor, user.pk) else ""
    check_own_address(email)
    user = User(email=email, name=name)
    user.set_unusable_password()
    user.save()
    notices.send_password_link.enqueue(str(make_link(user).pk))
    return user, ""


def send_link(*, actor: Actor, user_id: UUID) -> None:
    """A new link that sets the person's password is on its way to their mailbox."""
    person = account_to_change(actor, user_id, LINK_SENT)
    if not person.is_active:
        raise RuleBroken(_("The account is switched off. Switch it on first."))
    notices.send_password_link.enqueue(str(make_link(person).pk))


def switch_off(*, actor: Actor, user_id: UUID) -> None:
    """The person cannot sign in, and their sessions end at the next request."""
    person = account_to_change(actor, user_id, ACCOUNT_OFF)
    person.is_active = False
    person.save()
    notices.tell_of_cases_left.enqueue(str(actor.area_id), gone=str(person.pk))
    ask_who_reads_alerts.enqueue(str(actor.area_id))


def switch_on(*, actor: Actor, user_id: UUID) -> None:
    """The person can sign in again, with the factors that they had."""
    person = account_to_change(actor, user_id, ACCOUNT_ON)
    person.is_active = True
    person.save()
