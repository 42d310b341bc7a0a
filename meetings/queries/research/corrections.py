"""What is new to a reader of the research: what was added since they read it, and what they had read
and is no longer so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from meetings.models import Case
from meetings.queries.joined import heard_together
from meetings.queries.research.pages import PAGES
from meetings.queries.research.returns import facts_of_item
from meetings.rules.checklist import labels
from sharing.actor import Actor
from sharing.differences import Difference, compare
from sharing.models import Agency, Item, Party
from sharing.queries import looks
from sharing.queries.corrections import Correction, acknowledged, corrections_waiting
from sharing.queries.looks import Looks, News
from sharing.queries.readers import items_for
from sharing.work import current


@dataclass(frozen=True)
class Corrected:
    """A correction as its reader sees it: what they read, and what stands now where they may read
    that."""

    correction: Correction
    agency: Agency
    difference: Difference | None
    facts_before: str = ""
    facts_now: str = ""

    @property
    def facts_changed(self) -> bool:
        return self.facts_before != self.facts_now


@dataclass(frozen=True)
class ReadBy:
    """Who of one agency has acknowledged a correction."""

    agency: Agency
    readers: int
    waiting: int


@dataclass(frozen=True)
class OwnCorrection:
    """Something that one's own agency corrected after others had read it."""

    corrected_at: datetime
    number: int | None  # of the item that stands in its place, if one does
    read_by: list[ReadBy]


def looks_of(case_id: UUID) -> Looks:
    """Return what the reader was shown before of a case that they read now."""
    return looks.own_looks([case_id], PAGES)[case_id]


def news_of(case_id: UUID) -> News:
    """Return how much is new to the reader of a case that was opened before."""
    return looks.news_of(case_id, PAGES)


def corrections_of(actor: Actor, case: Case) -> list[Corrected]:
    """Return what the reader has read of a case that was opened before and is no longer so, as long
    as they have not acknowledged it."""
    waiting = corrections_waiting([case.pk])
    now = Item.objects.filter(items_for(actor), scope_id=case.pk).select_related("about")
    there = {item.pk: item for item in now}
    agencies = Agency.objects.in_bulk({one.before.agency_id for one in waiting})
    about = {one.before.about_id for one in waiting if one.before.about_id}
    people = Party.objects.filter(scope_id__in=heard_together(case).values("pk"), pk__in=about)
    by_key = people.in_bulk() if about else {}
    subjects = labels(case.protocol.checklist_wording)
    found = []
    for one in waiting:
        current().items.add(one.before.pk)
        item = there.get(one.now_id) if one.now_id else None
        agency = agencies[one.before.agency_id]
        if item is None:
            found.append(Corrected(one, agency, None))
            continue
        current().items.add(item.pk)
        one.before.about = by_key.get(one.before.about_id)
        found.append(
            Corrected(
                one,
                agency,
                compare("", one.before.text, item.text),
                facts_of_item(one.before, subjects),
                facts_of_item(item, subjects),
            )
        )
    return found


def own_corrections(actor: Actor, case_id: UUID) -> list[OwnCorrection]:
    """Return what the actor's agency corrected after others had read it, and which agencies' people
    have acknowledged that."""
    rows = [one for one in acknowledged(case_id) if one.owner_id == actor.agency_id]
    agencies = Agency.objects.in_bulk({one.agency_id for one in rows})
    standing = list(
        Item.objects.filter(scope_id=case_id, agency_id=actor.agency_id, withdrawn_at=None)
        .order_by("position", "pk")
        .values_list("position", flat=True)
    )
    found: dict[UUID, OwnCorrection] = {}
    for one in rows:
        number = standing.index(one.place) + 1 if one.place in standing else None
        own = found.setdefault(one.item_id, OwnCorrection(one.corrected_at, number, []))
        own.read_by.append(ReadBy(agencies[one.agency_id], one.readers, one.waiting))
    for own in found.values():
        own.read_by.sort(key=lambda one: one.agency.name)
    return list(found.values())
