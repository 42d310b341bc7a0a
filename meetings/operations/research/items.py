"""What an agency knows, item by item, in the words of its own people."""

from typing import Unpack
from uuid import UUID

from meetings import permissions as may
from meetings.models import ResearchRequest
from meetings.operations.research.answers import enter
from meetings.queries.hidden import refusal
from meetings.queries.research.requests import own_request
from meetings.rules import research as rules
from meetings.rules.checklist import SUBJECTS
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Item, Party
from sharing.operations import information
from sharing.operations.information import Content, Details
from sharing.operations.locking import lock
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.scoping import FOR_THE_DOOR
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
    *, actor: Actor, request_id: UUID, text: str, who_may_read: str, **more: Unpack[Details]
) -> Item:
    """The agency has noted one thing that it knows, which nobody else reads before it submits.

    `more` is what else an item can say."""
    (item,) = _add(actor, request_id, [text], who_may_read, more)
    return item


def add_items(
    *, actor: Actor, request_id: UUID, text: str, who_may_read: str, **more: Unpack[Details]
) -> list[Item]:
    """Each paragraph of the text is an item, and all have the same readers and details."""
    return _add(actor, request_id, rules.paragraphs(text) or [""], who_may_read, more)


def change_item(
    *,
    actor: Actor,
    item_id: UUID,
    text: str,
    who_may_read: str,
    version: int | None = None,
    **more: Unpack[Details],
) -> Item:
    """The item says this; what was submitted stays as others read it until the next submit."""
    work, request, item = _enter(actor, item_id, version)
    content = Content(text=text, who_may_read=who_may_read, **more)
    _check(item.scope_id, content)
    return information.change(work, item, content, request_id=request.pk)


def withdraw_item(*, actor: Actor, item_id: UUID, version: int | None = None) -> Item:
    """Nobody reads the item from now on. A draft that was to replace another leaves that be."""
    work, _request, item = _enter(actor, item_id, version)
    information.withdraw(work, item)
    return item


def _add(
    actor: Actor, request_id: UUID, texts: list[str], who_may_read: str, more: Details
) -> list[Item]:
    work, request = enter(actor=actor, request_id=request_id, event=may.ANSWER_RESEARCH.event)
    rules.check_can_write(request.answer)
    contents = [Content(text=text, who_may_read=who_may_read, **more) for text in texts]
    _check(request.scope_id, contents[0])
    return [
        information.add(
            work,
            case_id=request.scope_id,
            agency_id=request.agency_id,
            request_id=request.pk,
            content=content,
        )
        for content in contents
    ]


def _enter(actor: Actor, item_id: UUID, version: int | None) -> tuple[Work, ResearchRequest, Item]:
    event = may.ANSWER_RESEARCH.event
    found = (
        Item.objects.unscoped(FOR_THE_DOOR)
        .filter(pk=item_id)
        .values_list("scope_id", "agency_id")
        .first()
    )
    if found is None:
        raise refusal(actor, may.ANSWER_RESEARCH, item_id, event)
    case_id, agency_id = found
    perform(actor, may.ANSWER_RESEARCH, case_id)
    if agency_id != actor.agency_id:
        raise Refused(Reason.NOT_OWN_AGENCY, event, case_id)
    if version is not None:
        item_id = _newest(case_id, item_id)
    # After a case was moved, its items answer the request of the meeting that hears it.
    work, request = enter(actor=actor, request_id=own_request(actor, case_id).pk, event=event)
    item = lock(Item, item_id, version=version, fields=OF_AN_ITEM)
    if item.withdrawn_at or item.replaced_by.filter(scope_id=case_id, withdrawn_at=None).exists():
        raise RuleBroken(rules.CHANGED_MEANWHILE)
    return work, request, item


def _newest(case_id: UUID, item_id: UUID) -> UUID:
    """Return the draft that takes the item's place, where a colleague wrote one: that is what
    stands now."""
    drafts = Item.objects.filter(scope_id=case_id, replaces=item_id, submitted_at=None)
    draft = drafts.filter(withdrawn_at=None).first()
    return draft.pk if draft else item_id


def _check(case_id: UUID, content: Content) -> None:
    if content.about_id:
        of_case = Party.objects.filter(scope_id=case_id, ended_on=None, pk=content.about_id)
        rules.check_people([content.about_id], of_case=of_case.values_list("pk", flat=True))
    rules.check_subject(content.subject, SUBJECTS)
