"""Walls for conflicts of interest."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.access import facts_of, perform
from sharing.actor import Actor
from sharing.models import Conflict, Membership
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.permissions import DECLARE_CONFLICT, WALL_TAKEN_DOWN
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused


def declare_conflict(
    *, actor: Actor, case_id: UUID, user_id: UUID, kind: str, reason: str
) -> Conflict:
    """The person has no access to the case: for them nothing is there."""
    work = perform(actor, DECLARE_CONFLICT, case_id)
    if not Membership.objects.filter(user=user_id, agency__area=actor.area_id).exists():
        raise RuleBroken(_("Choose somebody of this area."), field="user_id")
    facts = work.facts(case_id, facts_of)
    if user_id in facts.walled:
        raise RuleBroken(_("This person has no access already."), field="user_id")
    conflict = Conflict.objects.create(
        scope_id=case_id,
        user_id=user_id,
        kind=kind,
        reason=reason.strip(),
        started_on=clock.today(),
    )
    work.people.add(user_id)
    # Last, as it may be the actor who sees nothing from here on.
    circulation.change(work, case_id, walled=facts.walled | {user_id})
    return conflict


def end_conflict(*, actor: Actor, case_id: UUID, conflict_id: UUID) -> None:
    """The person may be given access to the case again; that there was a wall is kept."""
    work = perform(actor, DECLARE_CONFLICT, case_id, event=WALL_TAKEN_DOWN)
    found = Conflict.objects.filter(pk=conflict_id, scope=case_id).first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, WALL_TAKEN_DOWN, case_id)
    conflict = lock(Conflict, conflict_id)
    if conflict.ended_on is not None:
        return
    conflict.ended_on = clock.today()
    conflict.save()
    work.people.add(conflict.user_id)
    facts = work.facts(case_id, facts_of)
    circulation.change(work, case_id, walled=facts.walled - {conflict.user_id})
