"""What an agency knows, item by item, in its own people's words. Until an item is submitted, it is
part of the draft of their return."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Unpack
from uuid import UUID

from meetings import permissions as may
from meetings.models import ResearchRequest
from meetings.operations.research.answers import enter
from meetings.queries.people import heard_among
from meetings.queries.research.requests import own_request
from meetings.rules import research as rules
from meetings.rules.checklist import SUBJECTS
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Item
from sharing.operations import drafts, information
from sharing.operations.information import Content, Details
from sharing.operations.locking import lock
from sharing.operations.protected import check_row
from sharing.queries.changed_by import changed_by
from sharing.queries.drafts import NEW, Draft, draft_of
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken, Together
from sharing.work import Refused, Work

OF_AN_ITEM = (
    "text",
    "who_may_read",
    "restricted_to",
    "heading",
    "nature",
    "about_id",
    "source",
    "period",
    "subject",
)


def add_item(
    *,
    actor: Actor,
    request_id: UUID,
    text: str,
    who_may_read: str,
    draft_version: int | None = None,
    **more: Unpack[Details],
) -> Item:
    """The agency has noted one thing that it knows. No other agency reads it before it is
    submitted. `more` holds the item's other details."""
    (item,) = _add(actor, request_id, [text], who_may_read, draft_version, more)
    return item


def add_items(
    *,
    actor: Actor,
    request_id: UUID,
    text: str,
    who_may_read: str,
    draft_version: int | None = None,
    **more: Unpack[Details],
) -> list[Item]:
    """Each paragraph of the text is an item; all have the same readers and details."""
    texts = rules.paragraphs(text) or [""]
    return _add(actor, request_id, texts, who_may_read, draft_version, more)


def change_item(
    *,
    actor: Actor,
    case_id: UUID,
    item_id: UUID,
    text: str,
    who_may_read: str,
    version: int | None = None,
    draft_version: int | None = None,
    **more: Unpack[Details],
) -> Item:
    """The item has this content. Others read the submitted version until the next submit."""
    work, request, draft, item = _enter(actor, case_id, item_id, version)
    content = Content(text=text, who_may_read=who_may_read, **more)
    _check(actor, case_id, content)
    _check_addresses(request, content)
    changed = information.change(work, draft, item, content, request_id=request.pk)
    # Under the replacement of the item that was opened, if a colleague has written one since.
    stood = str(item.pk)
    drafts.forget_typed(draft, actor, stood, version=draft_version, sent=text)
    # A colleague's typing moves along to the item that replaces this one.
    if stood in draft.typed:
        draft.typed[str(changed.pk)] = draft.typed.pop(stood)
    drafts.save(draft)
    return changed


def withdraw_item(
    *, actor: Actor, case_id: UUID, item_id: UUID, version: int | None = None
) -> Item:
    """Nobody reads the item from now on. If it is a draft that was to replace another item, that
    one stays."""
    work, _request, draft, item = _enter(actor, case_id, item_id, version)
    if draft.item(item.pk):
        drafts.take_off(draft, item)
        drafts.save(draft)
    else:
        information.withdraw(work, item)
    return item


def add_to(
    work: Work, request: ResearchRequest, draft: Draft, contents: Sequence[Content]
) -> list[Item]:
    """The open draft of the return has these items too."""
    _check(work.actor, request.scope_id, contents[0])
    together = Together()
    for content in contents:
        with together.one():
            _check_addresses(request, content)
    together.check()
    if len(contents) > 1:
        # Read together, the items may name an address that none of them names alone.
        text = "\n".join(content.text for content in contents)
        _check_addresses(request, replace(contents[0], text=text))
    return [
        information.add(
            work,
            draft,
            case_id=request.scope_id,
            agency_id=request.agency_id,
            request_id=request.pk,
            content=content,
        )
        for content in contents
    ]


def _add(
    actor: Actor,
    request_id: UUID,
    texts: list[str],
    who_may_read: str,
    draft_version: int | None,
    more: Details,
) -> list[Item]:
    event = may.ANSWER_RESEARCH.event
    work, request = enter(actor=actor, request_id=request_id, event=event, goes_along=True)
    rules.check_can_write(request.answer)
    draft = draft_of(request.scope_id, request.agency_id)
    contents = [Content(text=text, who_may_read=who_may_read, **more) for text in texts]
    items = add_to(work, request, draft, contents)
    drafts.forget_typed(
        draft, actor, NEW, version=draft_version, sent="\n".join(one.text for one in contents)
    )
    drafts.save(draft)
    return items


def _enter(
    actor: Actor, case_id: UUID, item_id: UUID, version: int | None
) -> tuple[Work, ResearchRequest, Draft, Item]:
    event = may.ANSWER_RESEARCH.event
    perform(actor, may.ANSWER_RESEARCH, case_id)
    row = Item.objects.filter(scope_id=case_id, pk=item_id).first()
    if row and row.agency_id != actor.agency_id:
        raise Refused(Reason.NOT_OWN_AGENCY, event, case_id)
    # After a case was moved, its items answer the request of the meeting that hears it.
    request_id = own_request(actor, case_id).pk
    work, request = enter(actor=actor, request_id=request_id, event=event, goes_along=True)
    draft = draft_of(case_id, actor.agency_id)
    drafted = draft.item(item_id)
    if drafted is None:
        if row is None:
            raise Refused(Reason.NOTHING_THERE, event, case_id)
        item = lock(Item, item_id, version=version, fields=OF_AN_ITEM)
    else:
        item = drafted
        _check_version(draft, item, version)
    # If a colleague has written a replacement, that is the current item.
    if item.withdrawn_at or (version is None and item.pk != item_id):
        raise RuleBroken(rules.CHANGED_MEANWHILE)
    return work, request, draft, item


def _check_version(draft: Draft, item: Item, version: int | None) -> None:
    if version in (None, item.version) or item.withdrawn_at:
        return
    theirs = {name: getattr(item, name) for name in OF_AN_ITEM}
    by = changed_by(item.author_id, draft.written_at[item.pk])
    raise Overtaken(theirs, item.version, by)


def _check(actor: Actor, case_id: UUID, content: Content) -> None:
    if content.about_id:
        about = [content.about_id]
        rules.check_people(about, of_case=heard_among(actor, case_id, about))
    rules.check_subject(content.subject, SUBJECTS)


def _check_addresses(request: ResearchRequest, content: Content) -> None:
    """Raise `RuleBroken` if the content names an address that is protected from its readers. This
    is checked when it is added, not only when it is submitted."""
    check_row(Item(scope_id=request.scope_id, agency_id=request.agency_id, **asdict(content)))
