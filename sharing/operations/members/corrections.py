"""Names and addresses of accounts."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharing import clock, notices
from sharing.actor import Actor
from sharing.events import ACCOUNT_CORRECTED, MEMBERSHIP_CHANGED
from sharing.models import AccountCorrection, Membership, PasswordLink, User
from sharing.operations.members.gate import account_to_change, await_address, check_own_address
from sharing.operations.members.memberships import tell_what_is_left, wait_again
from sharing.queries.accounts import corrections_of, has_factor, memberships_that_take_two
from sharing.queries.changed_by import changed_by
from sharing.rules import Overtaken, RuleBroken
from sharing.work import current


def correct_account(*, actor: Actor, user_id: UUID, version: int, name: str, email: str) -> bool:
    """The person has this name and signs in with this address. The earlier values are kept, and the
    earlier address is told. A link that went to it no longer works.

    While no second factor is set up, whoever reads the mail of the new address gets in. So each
    membership that takes two people waits for the second one again, who is shown that address.
    Returns whether any does."""
    person = account_to_change(actor, user_id, ACCOUNT_CORRECTED)
    if version != (now := corrections_of(person)):
        before = AccountCorrection.objects.filter(user=person).latest("corrected_at")
        by = changed_by(before.corrected_by_id, before.corrected_at)
        raise Overtaken({"name": person.name, "email": person.email}, now, by)
    if (name, email) == (person.name, person.email):
        raise RuleBroken(_("Nothing is different from what it was."))
    await_address(email)
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise RuleBroken(_("This address belongs to another account."), field="email")
    if email != person.email:
        check_own_address(email)
    correction = AccountCorrection.objects.create(
        user=person,
        name_before=person.name,
        email_before=person.email,
        corrected_by_id=actor.person_id,
        corrected_at=clock.now(),
    )
    if email != person.email:
        unused = PasswordLink.objects.filter(user=person, used_at__isnull=True)
        unused.update(used_at=clock.now())
    waiting = _memberships_to_confirm(person) if email != person.email else []
    person.name, person.email = name, email
    person.save()
    notices.tell_of_correction.enqueue(str(correction.pk))
    for held in waiting:
        wait_again(actor, held)
        tell_what_is_left(held)
        held.save()
        current().note(MEMBERSHIP_CHANGED, items=[held.pk])
    return bool(waiting)


def _memberships_to_confirm(person: User) -> list[Membership]:
    if has_factor(person):
        return []
    return list(memberships_that_take_two(person).select_for_update(of=("self",)))
