"""Walls that the author of a referral puts up, before anybody else reads it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings.models import Stage
from meetings.operations.referral.draft import Draft, open_draft
from sharing import clock
from sharing.actor import Actor
from sharing.models import Conflict, Membership
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.permissions import DECLARE_CONFLICT, WALL_TAKEN_DOWN
from sharing.queries.keepers import keepers_of
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused


def keep_from(*, actor: Actor, case_id: UUID, user_id: UUID, reason: str) -> Conflict:
    """The case never exists for that person, and they do not learn of it. At least one coordinator
    or chair remains who can decide on the referral."""
    draft = _unsubmitted(open_draft(actor, case_id, event=DECLARE_CONFLICT.event))
    if user_id == actor.user_id:
        raise RuleBroken(_("You write this referral yourself."), field="user_id")
    of_area = Membership.objects.filter(agency__area=actor.area_id)
    if not of_area.filter(user=user_id).exists():
        raise RuleBroken(_("Choose somebody of this area."), field="user_id")
    walled = draft.work.facts(case_id).walled
    if user_id in walled:
        raise RuleBroken(_("This person is kept out already."), field="user_id")
    if not keepers_of(actor.area_id) - {*walled, user_id}:
        raise RuleBroken(
            _(
                "Then nobody could decide on the referral. Ask the safeguarding lead who else can,"
                " before you submit it."
            ),
            field="user_id",
        )
    conflict = Conflict.objects.create(
        scope_id=case_id,
        user_id=user_id,
        kind=Conflict.Kind.SILENT,
        reason=reason.strip(),
        started_on=clock.today(),
    )
    draft.work.people.add(user_id)
    circulation.wall_off(draft.work, case_id, {user_id})
    return conflict


def stop_keeping_from(*, actor: Actor, case_id: UUID, conflict_id: UUID) -> None:
    """The person was named by mistake. Once the referral is submitted, they see it as others do."""
    draft = _unsubmitted(open_draft(actor, case_id, event=WALL_TAKEN_DOWN))
    if not Conflict.objects.filter(pk=conflict_id, scope=case_id, ended_on=None).exists():
        raise Refused(Reason.NOTHING_THERE, WALL_TAKEN_DOWN, case_id)
    conflict = lock(Conflict, conflict_id)
    conflict.ended_on = clock.today()
    conflict.save()
    draft.work.people.add(conflict.user_id)
    circulation.let_in(draft.work, case_id, {conflict.user_id})


def _unsubmitted(draft: Draft) -> Draft:
    if draft.case.stage != Stage.DRAFT:
        raise RuleBroken(
            _("This referral was submitted before. Tell the coordinator who must not see it.")
        )
    return draft
