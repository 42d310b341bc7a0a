"""Items of information: the ungated parts that the operations of a step use. Each takes the open
unit of work, the proof that a gate was passed."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.models import Item, WhoMayRead
from sharing.rules import RuleBroken
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
    """Return the content with nothing in it that its readers do not call for.

    What is not shared keeps a code and a date, and no words at all."""
    text = content.text.strip()
    if content.who_may_read == WhoMayRead.NOT_SHARED:
        if text:
            raise RuleBroken(
                _("What is not shared keeps no text. Delete it, or choose who may read it."),
                field="text",
            )
        return Content(
            text="",
            who_may_read=WhoMayRead.NOT_SHARED,
            subject=content.subject,
            period=date_format(today),
        )
    if not text:
        raise RuleBroken(_("Write what you know."), field="text")
    spoken = content.who_may_read == WhoMayRead.SPOKEN
    if spoken and not content.heading:
        raise RuleBroken(_("Choose what it is about."), field="heading")
    restricted = content.who_may_read == WhoMayRead.RESTRICTED
    said = asdict(content) | {
        "text": text,
        "heading": content.heading if spoken else "",
        "restricted_to": sorted(content.restricted_to) if restricted else [],
    }
    return Content(**said)


def add(work: Work, *, case_id: UUID, agency_id: UUID, request_id: UUID, content: Content) -> Item:
    """The agency has noted one more item, which nobody else can read before it is submitted."""
    item = Item.objects.create(
        scope_id=case_id,
        agency_id=agency_id,
        request_id=request_id,
        position=_next(case_id, agency_id),
        **_values(work, content),
    )
    work.items.add(item.pk)
    return item


def change(work: Work, item: Item, content: Content, *, request_id: UUID) -> Item:
    """The locked item says this, as an answer to that request. What was submitted stays as it
    was read, and a draft that takes its place when it is submitted itself says it."""
    if item.submitted_at:
        item = Item.objects.create(
            scope_id=item.scope_id,
            agency_id=item.agency_id,
            request_id=request_id,
            position=item.position,
            version=item.version + 1,
            replaces=item,
            **_values(work, content),
        )
    else:
        for name, value in _values(work, content).items():
            setattr(item, name, value)
        item.version, item.request_id = item.version + 1, request_id
        item.save()
    work.items.add(item.pk)
    return item


def withdraw(work: Work, item: Item) -> None:
    """Nobody reads the locked item any more; it is kept."""
    item.withdrawn_at = clock.now()
    item.save()
    work.items.add(item.pk)


def submit(work: Work, case_id: UUID, request_id: UUID) -> int:
    """Every draft of the request is submitted, and what it replaces withdrawn. Returns how many."""
    drafts = Item.objects.select_for_update(of=("self",)).filter(
        scope_id=case_id, request_id=request_id, submitted_at=None, withdrawn_at=None
    )
    count = 0
    for item in drafts.select_related("replaces"):
        before = item.replaces
        if before is not None:
            if before.withdrawn_at is None:
                withdraw(work, before)
            if before.who_may_read != WhoMayRead.SHARED:
                item.replaces = None  # others must not learn that there was one before
        item.submitted_at = clock.now()
        item.save()
        work.items.add(item.pk)
        count += 1
    return count


def _values(work: Work, content: Content) -> dict[str, Any]:
    said = asdict(tidied(content, today=clock.today()))
    return said | {"author_id": work.actor.user_id}


def _next(case_id: UUID, agency_id: UUID) -> int:
    own = Item.objects.filter(scope_id=case_id, agency_id=agency_id)
    last = own.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1
