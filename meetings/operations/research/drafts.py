"""Keeps what people type into a return, while they type, for their agency."""

from uuid import UUID

from meetings import permissions as may
from meetings.models import ResearchRequest
from meetings.operations.research.answers import check_is_open
from meetings.queries.research.own_items import own_item
from meetings.queries.research.requests import own_request
from meetings.rules import research as rules
from sharing import access
from sharing.access import perform
from sharing.actor import Actor
from sharing.operations import drafts
from sharing.operations.locking import lock
from sharing.queries.drafts import ANSWERS, NEW, Draft, Said, draft_of, says_as_it_stands


def save_draft(*, actor: Actor, case_id: UUID, part: str, said: Said, version: int) -> Draft:
    """What is typed into that form of the return is kept. The trail records at most once in a
    quarter of an hour that a person works on it, and no history is written."""
    access.expect(actor, may.ANSWER_RESEARCH, case_id)
    # A colleague who types at the same time waits for this lock.
    request = lock(ResearchRequest, own_request(actor, case_id).pk)
    check_is_open(request, goes_along=part != ANSWERS)
    # Text can be discarded whatever was answered since.
    if part != ANSWERS and said:
        rules.check_can_write(request.answer)
    draft = draft_of(case_id, actor.agency_id)
    if part not in (ANSWERS, NEW):
        item = own_item(actor, case_id, UUID(part), sent=True)
        # A colleague may have written its replacement since.
        item = draft.item(item.pk) or item
        part, said = str(item.pk), {} if says_as_it_stands(item, said) else said
    drafts.keep_typed(draft, actor, part, said, version=version)
    if drafts.is_unrecorded(draft, actor):
        perform(actor, may.ANSWER_RESEARCH, case_id)
    drafts.save(draft)
    return draft
