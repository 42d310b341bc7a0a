"""Names and addresses of accounts."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharing import clock, notices
from sharing.actor import Actor
from sharing.events import ACCOUNT_CORRECTED
from sharing.models import AccountCorrection, PasswordLink, User
from sharing.operations.members.gate import account_to_change, check_own_address
from sharing.queries.accounts import corrections_of
from sharing.queries.changed_by import changed_by
from sharing.rules import Overtaken, RuleBroken


def correct_account(*, actor: Actor, user_id: UUID, version: int, name: str, email: str) -> None:
    """The person has this name and signs in with this address. The earlier values are kept, and the
    earlier address is told. A link that went to it no longer works."""
    person = account_to_change(actor, user_id, ACCOUNT_CORRECTED)
    if version != (now := corrections_of(person)):
        before = AccountCorrection.objects.filter(user=person).latest("corrected_at")
        by = changed_by(before.corrected_by_id, before.corrected_at)
        raise Overtaken({"name": person.name, "email": person.email}, now, by)
    if (name, email) == (person.name, person.email):
        raise RuleBroken(_("Nothing is different from what it was."))
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
    person.name, person.email = name, email
    person.save()
    notices.tell_of_correction.enqueue(str(correction.pk))
