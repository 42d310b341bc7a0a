"""Items of information: the parts that the operations of a step use, which do not ask the door.
Each takes the open unit of work, the proof that the door was passed."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypedDict
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.formats import date_format

from sharing import clock
from sharing.items import check_said
from sharing.models import Item, WhoMayRead
from sharing.operations import drafts
from sharing.queries.drafts import Draft
from sharing.work import Work


class Details(TypedDict, total=False):
    """What an item can say beside its text, all of it optional."""

    restricted_to: list[UUID]
    heading: str
    nature: str
    about_id: UUID | None
    source: str
    period: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an item says, and who may read it. Only these two are required."""

    text: str
    who_may_read: str
    restricted_to: list[UUID] = field(default_factory=list)
    heading: str = ""
    nature: str = ""
    about_id: UUID | None = None
    source: str = ""
    period: str = ""
    subject: str = ""


def tidied(content: Content, *, today: date) -> Content:
    """Return the content without anything that its readers do not need.

    Content that is not shared keeps a code and a date, and no words at all."""
    text = content.text.strip()
    check_said(text=text, who_may_read=content.who_may_read, heading=content.heading)
    if content.who_may_read == WhoMayRead.NOT_SHARED:
        return Content(
            text="",
            who_may_read=WhoMayRead.NOT_SHARED,
            subject=content.subject,
            period=date_format(today),
        )
    spoken = content.who_may_read == WhoMayRead.SPOKEN
    restricted = content.who_may_read == WhoMayRead.RESTRICTED
    said = asdict(content) | {
        "text": text,
        "heading": content.heading if spoken else "",
        "restricted_to": sorted(content.restricted_to) if restricted else [],
    }
    return Content(**said)


def add(
    work: Work,
    draft: Draft,
    *,
    case_id: UUID,
    agency_id: UUID,
    request_id: UUID,
    content: Content,
) -> Item:
    """The agency has noted one more item in its draft, which no other agency reads."""
    item = Item(
        scope_id=case_id,
        agency_id=agency_id,
        request_id=request_id,
        position=_next(draft, case_id, agency_id),
        **_values(work, content),
    )
    drafts.put(draft, item)
    work.items.add(item.pk)
    return item


def change(work: Work, draft: Draft, item: Item, content: Content, *, request_id: UUID) -> Item:
    """The item has this content, as an answer to that request. A submitted item stays as others
    read it; an item of the draft replaces it when submitted."""
    known = draft.item(item.pk)
    changed = Item(
        pk=item.pk if known else uuid4(),
        scope_id=item.scope_id,
        agency_id=item.agency_id,
        request_id=request_id,
        position=item.position,
        version=item.version + 1,
        replaces_id=item.replaces_id if known else item.pk,
        **_values(work, content),
    )
    drafts.put(draft, changed)
    work.items.add(changed.pk)
    return changed


def withdraw(work: Work, item: Item) -> None:
    """Nobody reads the locked item any longer; it is kept."""
    item.withdrawn_at = clock.now()
    item.save()
    work.items.add(item.pk)


def submit(work: Work, draft: Draft, *, case_id: UUID, agency_id: UUID) -> int:
    """Every item of the draft is submitted, and the items that they replace are withdrawn; their
    history begins. Each comes after everything submitted before, or in place of the item that its
    readers read there. Returns how many."""
    own = list(
        Item.objects.select_for_update(of=("self",)).filter(scope_id=case_id, agency_id=agency_id)
    )
    before = {one.pk: one for one in own if one.withdrawn_at is None}
    last = max((one.listed for one in own), default=0)
    for item in draft.live:
        replaced = before.get(item.replaces_id) if item.replaces_id else None
        if replaced is not None:
            withdraw(work, replaced)
        if replaced is not None and _has_no_new_reader(item, replaced):
            item.listed = replaced.listed
        else:
            last = item.listed = last + 1
        if replaced is None or replaced.who_may_read != WhoMayRead.SHARED:
            item.replaces_id = None  # others must not learn that there was one before
        item.submitted_at = clock.now()
        item.save(force_insert=True)
        work.items.add(item.pk)
    # Written before drafts were kept apart.
    rest = [one for one in before.values() if not (one.submitted_at or one.withdrawn_at)]
    for item in rest:
        item.submitted_at = clock.now()
        item.save()
        work.items.add(item.pk)
    count = len(draft.live) + len(rest)
    draft.items = [one for one in draft.items if one.withdrawn_at]
    return count


def _has_no_new_reader(item: Item, replaced: Item) -> bool:
    """Return whether everybody who may read the item could read the one that it replaces."""
    if replaced.who_may_read == WhoMayRead.SHARED:
        return True
    if not item.who_may_read == replaced.who_may_read == WhoMayRead.RESTRICTED:
        return False
    # Named are agencies or, where none is, the chair and the IDVA of the victim.
    now, then = set(item.restricted_to), set(replaced.restricted_to)
    return now <= then and bool(now) == bool(then)


def _values(work: Work, content: Content) -> dict[str, Any]:
    said = asdict(tidied(content, today=clock.today()))
    return said | {"author_id": work.actor.user_id}


def _next(draft: Draft, case_id: UUID, agency_id: UUID) -> int:
    own = Item.objects.filter(scope_id=case_id, agency_id=agency_id)
    last = own.aggregate(last=Max("position"))["last"]
    return max([last or 0, *(one.position for one in draft.items)]) + 1
