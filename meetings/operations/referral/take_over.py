"""Taking over a draft, for somebody else of the agency, when its author has gone."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Referral
from meetings.operations.referral.draft import open_draft
from meetings.queries.drafts_to_take_over import without_author
from sharing.access import perform
from sharing.actor import Actor
from sharing.operations import circulation
from sharing.rules import RuleBroken


def take_over_draft(*, actor: Actor, case_id: UUID) -> Referral:
    """The draft is the actor's, as if they had begun it. If it names no worker who refers, it names
    the former author."""
    work = perform(actor, may.TAKE_OVER_DRAFTS, event=may.DRAFT_TAKEN_OVER)
    circulation.hold(work, case_id)  # a second person finds it taken
    if case_id not in {one.case_id for one in without_author()}:
        raise RuleBroken(_("This draft is not there to be taken over any more."), field="case_id")
    circulation.change(work, case_id, referred_by=frozenset({actor.seat}))
    draft = open_draft(actor, case_id, event=may.DRAFT_TAKEN_OVER)
    referral = draft.referral
    referral.worker_name = referral.worker_name or referral.author.name
    referral.author_id = actor.person_id
    return draft.done()
