"""Drafts that nobody goes on with. The author is told; later the draft is thrown away."""

from uuid import UUID

from meetings import permissions as may
from meetings import stages
from meetings.models import Case, Stage
from meetings.notices.of_drafts import tell_of_left_draft
from meetings.queries.left_drafts import left_drafts
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.operations import circulation
from sharing.operations.locking import lock


def end_left_draft(*, actor: Actor, case_id: UUID) -> None:
    """The author of the draft is told on which day it will be thrown away; once that day has come,
    it is thrown away as if they had done so. Nothing happens if somebody has gone on with it
    meanwhile."""
    expect(actor, may.END_LEFT_DRAFTS)
    case = lock(Case, case_id)
    for draft in left_drafts(actor, case_id):
        event = may.END_LEFT_DRAFTS.event if draft.told else may.LEFT_DRAFT_TOLD
        work = perform(actor, may.END_LEFT_DRAFTS, event=event)
        work.cases.add(case_id)
        if draft.told:
            stages.move(case, Stage.DISCARDED)
            circulation.leave_draft(work, case_id)
        else:
            case.left_until = draft.until
            case.save()
            tell_of_left_draft(draft)
