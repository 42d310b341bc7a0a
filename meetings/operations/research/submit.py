"""Submitting a return: the draft becomes items, which have a history from then on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from meetings import permissions as may
from meetings.models import ResearchRequest
from meetings.operations.research.answers import enter, owe_no_file, submitted
from meetings.operations.research.items import add_to
from meetings.queries.research.basis import basis_of
from meetings.queries.research.files import own_files
from meetings.queries.research.unsent import unsent_as
from meetings.rules import research as rules
from sharing.actor import Actor
from sharing.models import Item
from sharing.operations import attachments, drafts, information
from sharing.operations.information import Content
from sharing.queries.changed_by import changed_by
from sharing.queries.drafts import NEW, Draft, draft_of
from sharing.rules import RuleBroken


def submit_research(
    *,
    actor: Actor,
    request_id: UUID,
    version: int | None = None,
    last: Sequence[Mapping[str, Any]] = (),
    draft_version: int | None = None,
    shown: str | None = None,
) -> ResearchRequest:
    """The agency's return is submitted for the meeting, and others read what it shares.

    `last` holds items that were typed and not yet added to the draft. `shown` is the mark of what
    the page would submit, so that nobody submits a colleague's later work unseen."""
    work, request = enter(
        actor=actor, request_id=request_id, version=version, event=may.RESEARCH_SUBMITTED
    )
    rules.check_can_write(request.answer)
    own = {"case_id": request.scope_id, "agency_id": request.agency_id}
    draft = draft_of(**own)
    if shown is not None and shown != unsent_as(
        request, basis_of(request), draft, own_files(**own)
    ):
        raise RuleBroken(rules.RETURN_CHANGED)
    if shown is not None:
        drafts.check_typed(draft, actor, NEW, version=draft_version or 0)
    _check_nothing_half_changed(draft, **own)
    if last:
        add_to(work, request, draft, [Content(**one) for one in last])
        sent = "\n".join(one["text"] for one in last)
        drafts.forget_typed(draft, actor, NEW, version=draft_version, sent=sent)
    new = information.submit(work, draft, **own) + attachments.submit(work, **own)
    rules.check_anything_new(submitted=request.submitted_at is not None, drafts=new)
    drafts.save(draft)
    owe_no_file(request)
    submitted(request, actor)
    request.version += 1
    request.save()
    return request


def _check_nothing_half_changed(draft: Draft, *, case_id: UUID, agency_id: UUID) -> None:
    """Refuse to submit an item while somebody is correcting it, or text that the actor never
    saw."""
    if not draft.changes:
        return
    replaced = {one.replaces_id for one in draft.live}
    rows = Item.objects.filter(scope_id=case_id, agency_id=agency_id, withdrawn_at=None)
    standing = {one.pk for one in draft.live} | set(rows.values_list("pk", flat=True)) - replaced
    typed = [one for item_id, one in draft.changes.items() if item_id in standing]
    if typed:
        rules.refuse_half_changed([changed_by(one.by, one.at) for one in typed])
