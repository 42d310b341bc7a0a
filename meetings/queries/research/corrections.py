"""What is new to a reader of the research: additions since they read it, and corrections of items
or people that they had read."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from meetings.models import Case
from meetings.queries.joined import heard_together
from meetings.queries.research.corrected_people import (
    about_in_words,
    details_acknowledged,
    details_waiting,
    people_corrected,
)
from meetings.queries.research.own_items import facts_of_item
from meetings.queries.research.pages import PAGES
from meetings.rules.checklist import labels
from sharing.actor import Actor
from sharing.differences import Difference, compare
from sharing.models import Agency, Item, Party
from sharing.queries import looks
from sharing.queries.corrections import (
    AcknowledgedBy,
    ToAcknowledge,
    acknowledged,
    corrections_waiting,
)
from sharing.queries.looks import Looks, News
from sharing.queries.readers import items_for
from sharing.work import current


@dataclass(frozen=True)
class Corrected:
    """A correction as its reader sees it: what they read, and the present version if they may read
    it. It names the agency of an item, but not of a detail of a person."""

    correction: ToAcknowledge
    agency: Agency | None
    difference: Difference | None
    facts_before: str = ""
    facts_now: str = ""
    about: str = ""  # of whom, and which detail
    hidden: Party | None = None  # whose address it is, which is asked for by itself

    @property
    def facts_changed(self) -> bool:
        return self.facts_before != self.facts_now


@dataclass(frozen=True)
class ReadBy:
    """The people of one agency who have acknowledged a correction."""

    agency: Agency
    readers: int
    waiting: int


@dataclass(frozen=True)
class OwnCorrection:
    """A correction that the actor's agency made after others had read the earlier version."""

    corrected_at: datetime
    number: int | None  # the number of the item in its place, if there is one
    read_by: list[ReadBy]
    about: str = ""  # of whom, and which detail


def looks_of(case_id: UUID) -> Looks:
    """Return what the reader was shown earlier of a case that they read now."""
    return looks.own_looks([case_id], PAGES)[case_id]


def news_of(case_id: UUID) -> News:
    """Return how much is new to its reader in a case that was opened before."""
    news = looks.news_of(case_id, PAGES)
    return replace(news, waiting=news.waiting + len(details_waiting([case_id])))


def corrections_of(actor: Actor, case: Case) -> list[Corrected]:
    """Return, for a case that was opened before, the corrections of what the reader had read that
    they have yet to acknowledge, the latest first."""
    people = [
        Corrected(
            one.correction,
            None,
            compare("", one.before, one.now),
            about=one.about,
            hidden=one.hidden,
        )
        for one in people_corrected(case)
    ]
    found = [*_items_corrected(actor, case), *people]
    return sorted(found, key=lambda one: one.correction.corrected_at, reverse=True)


def _items_corrected(actor: Actor, case: Case) -> list[Corrected]:
    waiting = corrections_waiting([case.pk])
    now = Item.objects.filter(items_for(actor), scope_id=case.pk).select_related("about")
    there = {item.pk: item for item in now}
    agencies = Agency.objects.in_bulk({one.before.agency_id for one in waiting})
    by_key = _people(case, {one.before.about_id for one in waiting} - {None})
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


def own_corrections(actor: Actor, case: Case) -> list[OwnCorrection]:
    """Return the corrections that the actor's agency made after others had read the earlier
    version, in items and, by its proposals, in people; and the agencies whose people have
    acknowledged them."""
    rows = [one for one in acknowledged(case.pk) if one.owner_id == actor.agency_id]
    details = [one for one in details_acknowledged(case.pk) if one.owner_id == actor.agency_id]
    both: list[AcknowledgedBy] = [*rows, *details]
    agencies = Agency.objects.in_bulk({one.agency_id for one in both})
    people = _people(case, {one.party_id for one in details})
    standing = list(
        Item.objects.filter(scope_id=case.pk, agency_id=actor.agency_id, withdrawn_at=None)
        .order_by("position", "pk")
        .values_list("position", flat=True)
    )
    found: dict[UUID, OwnCorrection] = {}
    for one in rows:
        number = standing.index(one.place) + 1 if one.place in standing else None
        own = found.setdefault(one.item_id, OwnCorrection(one.corrected_at, number, []))
        own.read_by.append(ReadBy(agencies[one.agency_id], one.readers, one.waiting))
    for detail in details:
        about = about_in_words(people[detail.party_id], detail.detail)
        own = OwnCorrection(detail.corrected_at, None, [], about)
        own = found.setdefault(detail.correction_id, own)
        own.read_by.append(ReadBy(agencies[detail.agency_id], detail.readers, detail.waiting))
    for own in found.values():
        own.read_by.sort(key=lambda one: one.agency.name)
    return list(found.values())


def _people(case: Case, ids: set[UUID | None]) -> dict[UUID | None, Party]:
    scopes = heard_together(case).values("pk")
    return Party.objects.filter(scope_id__in=scopes, pk__in=ids).in_bulk() if ids else {}
