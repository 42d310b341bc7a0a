"""The items of one agency’s return, as that agency sees them."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import ResearchRequest
from meetings.queries.case_bar import CaseBar
from meetings.queries.research.begun import TypedBefore, typed_before
from meetings.queries.research.requests import of_agency
from meetings.rules.checklist import labels
from sharing.actor import Actor
from sharing.models import Agency, Item, Party, WhoMayRead
from sharing.queries.drafts import Draft, draft_of
from sharing.reasons import Reason
from sharing.work import Refused, current


@dataclass(frozen=True)
class OwnItem:
    """One item as its own agency sees it."""

    item: Item
    number: int
    readers: str
    facts: str
    # Others still read what this one is to replace.
    replaces_submitted: bool
    # It answered for another meeting.
    earlier: bool
    change: TypedBefore | None  # typed into it and not saved

    @property
    def colour(self) -> str:
        return {
            WhoMayRead.SHARED: "teal",
            WhoMayRead.RESTRICTED: "purple",
            WhoMayRead.SPOKEN: "yellow",
        }.get(WhoMayRead(self.item.who_may_read), "ink")


def own_item(actor: Actor, case_id: UUID, item_id: UUID, *, sent: bool = False) -> Item:
    """Return an item of the actor's agency, for changing it. An actor who has `sent` a change gets
    the item even if a colleague has withdrawn it, so that no word is lost. Raises `Refused`."""
    drafted = draft_of(case_id, actor.agency_id).item(item_id)
    found = drafted if drafted and drafted.pk == item_id else None
    found = found or Item.objects.filter(of_agency(actor), pk=item_id, scope_id=case_id).first()
    if found is None or (found.withdrawn_at and not sent):
        raise Refused(Reason.NOTHING_THERE, may.ANSWER_RESEARCH.event, case_id)
    current().items.add(found.pk)
    return found


def own_items(request: ResearchRequest, bar: CaseBar, draft: Draft) -> list[OwnItem]:
    case = bar.case
    rows = {
        item.pk: item
        for item in Item.objects.filter(
            scope_id=case.pk, agency_id=request.agency_id, withdrawn_at=None
        ).select_related("about")
    }
    replaced = {item.replaces_id for item in draft.live}
    items = [item for item in rows.values() if item.pk not in replaced] + draft.live
    _name_people(draft.live, [case.pk, *(one.pk for one in bar.accounts)])
    subjects = labels(case.protocol.checklist_wording)
    agencies = {one.pk: one.name for one in Agency.objects.filter(area_id=request.meeting.area_id)}
    current().items.update(item.pk for item in items)
    return [
        OwnItem(
            item,
            number,
            _readers(item, agencies),
            facts_of_item(item, subjects),
            _others_read(rows.get(item.replaces_id) if item.replaces_id else None),
            item.request_id != request.pk,
            typed_before(draft, str(item.pk)),
        )
        for number, item in enumerate(sorted(items, key=_place), 1)
    ]


def _name_people(items: list[Item], case_ids: list[UUID]) -> None:
    """Set the person whom each item is about; a drafted item is no row that the database could
    join."""
    about = {item.about_id for item in items if item.about_id}
    people = Party.objects.filter(scope_id__in=case_ids, pk__in=about).in_bulk() if about else {}
    for item in items:
        item.about = people.get(item.about_id)


def _place(item: Item) -> tuple[int, str]:
    return item.position, str(item.pk)


def _others_read(before: Item | None) -> bool:
    return (
        before is not None
        and before.submitted_at is not None
        and before.who_may_read in (WhoMayRead.SHARED, WhoMayRead.RESTRICTED)
    )


def _readers(item: Item, agencies: dict[UUID, str]) -> str:
    if item.who_may_read == WhoMayRead.SHARED:
        return _("All agencies at full circulation")
    if item.who_may_read == WhoMayRead.SPOKEN:
        said = _("Your agency alone, to be said in the meeting: “%(heading)s”")
        return said % {"heading": item.get_heading_display()}
    if item.who_may_read == WhoMayRead.NOT_SHARED:
        return _("Your agency alone")
    if item.restricted_to:
        return ", ".join(agencies[one] for one in item.restricted_to if one in agencies)
    return _("The chair and this victim’s IDVA")


def facts_of_item(item: Item, subjects: dict[str, str]) -> str:
    """Return an item's details in one line: the person, the source, the time, what it bears on."""
    parts = [
        item.get_nature_display() if item.nature else "",
        _("About: %(person)s") % {"person": item.about} if item.about else "",
        item.source,
        item.period,
        _("Bears on: %(subject)s") % {"subject": subjects.get(item.subject, item.subject)}
        if item.subject
        else "",
    ]
    return ". ".join(str(part) for part in parts if part)
