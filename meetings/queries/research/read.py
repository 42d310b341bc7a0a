"""What agencies know about a case, as far as this reader may read it. Nothing shows that there is
more: an agency that shares nothing looks like one that has nothing to share."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, ResearchAnswer, ResearchRequest
from meetings.queries.research.corrected_people import details_waiting
from meetings.queries.research.corrections import looks_of
from meetings.queries.research.files import ShownFile, shared_files
from meetings.queries.research.nil_before import NilBefore, nil_before
from meetings.queries.research.own_items import facts_of_item
from meetings.queries.research.searched import Search, searches_of
from meetings.rules.checklist import labels
from sharing import access
from sharing.actor import Actor
from sharing.models import Agency, Item, WhoMayRead
from sharing.queries.looks import Looks, Since
from sharing.queries.readers import items_for
from sharing.queries.to_speak import spoken_headings
from sharing.work import current


@dataclass(frozen=True)
class SharedItem:
    item: Item
    number: int
    facts: str
    readers: str = ""  # for a restricted item: who else reads it
    since: Since = Since.NOTHING  # whether it is new or changed since the reader's last visit
    changed: bool = False  # for an item of the past: corrected, or taken back, since

    @property
    def closed(self) -> bool:
        """Return whether it was there once, and its reader may not read its words today."""
        return not self.item.text


@dataclass(frozen=True)
class AgencyResearch:
    """What the reader may read of one agency; only agencies with something to read appear."""

    agency: Agency
    items: list[SharedItem]
    files: list[ShownFile]
    aloud: list[str]  # the headings of what it will only say


@dataclass(frozen=True)
class CaseResearch:
    case: Case
    agencies: list[AgencyResearch]
    known_to: list[Agency]
    not_known_to: list[Agency]
    not_answered: list[Agency]
    asked_again: list[Agency]  # about people who were added after the agencies answered
    asked_reader: bool  # whether the reader's own agency has a return to write
    not_known_before: list[NilBefore]  # nobody, when they were asked for another meeting
    searches: list[Search]  # of agencies that know nobody
    waiting: int  # corrections that the reader has yet to acknowledge


def research_of(actor: Actor, case_id: UUID) -> CaseResearch:
    """Return what agencies share about a case, by agency. Shared items are the same for every
    reader; restricted items appear for the people whom they name."""
    access.require(actor, may.READ_RESEARCH, case_id)
    case = Case.objects.select_related("protocol", "meeting").get(pk=case_id)
    aloud = spoken_headings(case_id)
    looks = looks_of(case_id)
    agencies = [
        one if one.agency.pk == actor.agency_id else _since(looks, one)
        for one in shared_about(actor, [case], {case_id: aloud})[case_id]
    ]
    ever = list(
        ResearchRequest.objects.filter(scope_id=case_id)
        .select_related("agency", "meeting")
        .order_by("agency__name")
    )
    asked = [one for one in ever if one.meeting_id == case.meeting_id]
    answered = [one for one in asked if one.submitted_at]
    # Whoever was added since is in nobody's answer.
    whole = [one for one in answered if not one.added_parties]
    nil = [one for one in whole if one.answer == ResearchAnswer.NOT_KNOWN]
    return CaseResearch(
        case,
        agencies,
        [one.agency for one in answered if one.answer == ResearchAnswer.KNOWN],
        [one.agency for one in nil],
        [one.agency for one in asked if not one.submitted_at],
        [one.agency for one in answered if one.added_parties],
        any(one.agency_id == actor.agency_id for one in asked),
        nil_before(case, ever),
        searches_of(case, nil),
        looks.waiting(actor.agency_id) + len(details_waiting([case_id])),
    )


def shared_about(
    actor: Actor,
    cases: Collection[Case],
    aloud: Mapping[UUID, Mapping[Agency, list[str]]] | None = None,
) -> dict[UUID, list[AgencyResearch]]:
    """Return, for each of these cases, which were opened before, what the actor may read of the
    agencies' items, by agency, and with `aloud` the headings of what they will say. The number of
    queries does not grow with the cases."""
    ids = [case.pk for case in cases]
    items = list(
        Item.objects.filter(items_for(actor), scope_id__in=ids)
        .select_related("agency", "about")
        .order_by("agency__name", "listed", "position", "id")
    )
    current().items.update(one.pk for one in items)
    named = _named(items)
    subjects = {case.pk: labels(case.protocol.checklist_wording) for case in cases}
    found: dict[UUID, dict[UUID, AgencyResearch]] = {one: {} for one in ids}

    def by(case_id: UUID, agency: Agency) -> AgencyResearch:
        return found[case_id].setdefault(agency.pk, AgencyResearch(agency, [], [], []))

    for item in items:
        shared = by(item.scope_id, item.agency).items
        facts = facts_of_item(item, subjects[item.scope_id])
        shared.append(SharedItem(item, len(shared) + 1, facts, _readers(item, named)))
    for file in shared_files(ids):
        by(file.attachment.scope_id, file.attachment.agency).files.append(file)
    for case_id, agencies in (aloud or {}).items():
        for agency, headings in agencies.items():
            by(case_id, agency).aloud.extend(headings)
    return {
        case_id: sorted(agencies.values(), key=lambda one: one.agency.name)
        for case_id, agencies in found.items()
    }


def _since(looks: Looks, one: AgencyResearch) -> AgencyResearch:
    """Return the same, with whether each is new or changed since its reader last saw it."""
    items = [replace(shared, since=looks.since(shared.item)) for shared in one.items]
    files = [
        replace(file, since=looks.since_shown(file.attachment.pk, file.attachment.submitted_at))
        for file in one.files
    ]
    return replace(one, items=items, files=files)


def _named(items: list[Item]) -> dict[UUID, str]:
    """Return the names of agencies that restricted items name."""
    named = {one for item in items for one in item.restricted_to}
    return dict(Agency.objects.filter(pk__in=named).values_list("pk", "name")) if named else {}


def _readers(item: Item, named: dict[UUID, str]) -> str:
    if item.who_may_read != WhoMayRead.RESTRICTED:
        return ""
    if not item.restricted_to:
        return _("%(agency)s, the chair and this victim’s IDVA") % {"agency": item.agency.name}
    return ", ".join(sorted([item.agency.name, *(named[one] for one in item.restricted_to)]))
