"""Walls for conflicts of interest."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Conflict, Membership
from sharing.notices import tell_of_cases_left
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.permissions import DECLARE_CONFLICT, WALL_TAKEN_DOWN
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused


def declare_conflict(
    *, actor: Actor, case_id: UUID, user_id: UUID, kind: str, reason: str
) -> Conflict:
    """The person has no access to the case or to those joined to it: for them, these do not exist.
    The wall goes up even if no keeper is left, because a refusal would reveal other walls; the
    people who must know are told."""
    work = perform(actor, DECLARE_CONFLICT, case_id)
    if not Membership.objects.filter(user=user_id, agency__area=actor.area_id).exists():
        raise RuleBroken(_("Choose somebody of this area."), field="user_id")
    held = circulation.hold(work, case_id)
    if user_id in held[case_id].walled:
        raise RuleBroken(_("This person has no access already."), field="user_id")
    conflicts = {
        one: Conflict.objects.create(
            scope_id=one,
            user_id=user_id,
            kind=kind,
            reason=reason.strip(),
            started_on=clock.today(),
        )
        for one in held
    }
    work.cases.update(held)
    work.people.add(user_id)
    # Last, because it may be the actor who sees nothing from here on.
    circulation.wall_off(work, case_id, {user_id})
    tell_of_cases_left.enqueue(str(actor.area_id), [str(one) for one in sorted(held)])
    return conflicts[case_id]


def end_conflict(*, actor: Actor, case_id: UUID, conflict_id: UUID) -> None:
    """The person may be given access to the case and to those joined to it again. The wall stays on
    record."""
    work = perform(actor, DECLARE_CONFLICT, case_id, event=WALL_TAKEN_DOWN)
    found = Conflict.objects.filter(pk=conflict_id, scope=case_id).first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, WALL_TAKEN_DOWN, case_id)
    held = circulation.hold(work, case_id)
    if lock(Conflict, conflict_id).ended_on is not None:
        return
    standing = Conflict.objects.filter(scope__in=held, user=found.user_id, ended_on__isnull=True)
    for conflict in standing:
        conflict.ended_on = clock.today()
        conflict.save()
    work.cases.update(held)
    work.people.add(found.user_id)
    circulation.let_in(work, case_id, {found.user_id})
