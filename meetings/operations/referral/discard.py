"""Throwing away a draft that its author does not go on with."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings import stages
from meetings.models import Case, Stage
from meetings.operations.referral.draft import nothing, open_draft
from sharing.actor import Actor
from sharing.operations import circulation, kept_forms
from sharing.rules import RuleBroken


def discard_draft(*, actor: Actor, case_id: UUID, version: int | None = None) -> Case:
    """Nobody sees the draft any longer, not even its author, and its reference is not given again.
    Like all rows of a case, only retention ends its rows."""
    draft = open_draft(actor, case_id, event=may.DRAFT_DISCARDED)
    if draft.case.stage != Stage.DRAFT:
        raise RuleBroken(
            _("This referral was submitted before. Ask your coordinator to withdraw it.")
        )
    draft.check(version, nothing)
    stages.move(draft.case, Stage.DISCARDED)
    kept_forms.forget_case(draft.work, case_id)
    # Last, because a draft without a referrer is out of everybody's sight.
    circulation.change(draft.work, case_id, referred_by=frozenset())
    return draft.case
