"""Two people take away a lost second factor."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharing import clock, notices
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import RESET_AGREED, RESET_PROPOSED, RESET_REFUSED, Event
from sharing.models import CodeDevice, FactorReset, RecoveryCode, User
from sharing.operations.members.gate import account_to_change
from sharing.permissions import DECIDE_RESETS
from sharing.queries import accounts
from sharing.queries.changed_by import last_change_of
from sharing.rules import Overtaken, RuleBroken


def propose_reset(*, actor: Actor, user_id: UUID, checked: str) -> None:
    """A coordinator or chair is asked to have the person's second factor taken away."""
    person = account_to_change(actor, user_id, RESET_PROPOSED)
    if accounts.open_resets().filter(user=person).exists():
        raise RuleBroken(_("A reset was asked for already and waits for a second person."))
    FactorReset.objects.create(
        user=person, proposed_by_id=actor.person_id, proposed_at=clock.now(), checked=checked
    )


def agree_to_reset(*, actor: Actor, reset_id: UUID, version: int) -> None:
    """The person has no second factor and no session; they set it up again when they sign in,
    and are told by mail."""
    reset = _decide(actor, reset_id, version, RESET_AGREED)
    CodeDevice.objects.filter(user=reset.user_id).delete()
    RecoveryCode.objects.filter(user=reset.user_id).delete()
    notices.tell_of_reset.enqueue(str(reset.user_id))


def refuse_reset(*, actor: Actor, reset_id: UUID, version: int) -> None:
    """The person keeps the second factor that they have."""
    _decide(actor, reset_id, version, RESET_REFUSED)


def _decide(actor: Actor, reset_id: UUID, version: int, event: Event) -> FactorReset:
    work = perform(actor, DECIDE_RESETS, event=event)
    # Locked before it is looked for among those that are open: it is decided once.
    FactorReset.objects.select_for_update().filter(pk=reset_id).first()
    reset = accounts.reset_to_decide(actor, reset_id)
    if accounts.takes_another(actor, reset):
        raise RuleBroken(_("A reset takes two people besides the one whose it is."))
    # An address that was changed meanwhile may be that of somebody else.
    User.objects.select_for_update().get(pk=reset.user_id)
    if version != (now := accounts.corrections_of(reset.user)):
        raise Overtaken({}, now, last_change_of(reset.user_id))
    reset.decided_by_id, reset.decided_at = actor.person_id, clock.now()
    reset.save()
    work.note(event, people=[reset.user_id], changing=True)
    return reset
