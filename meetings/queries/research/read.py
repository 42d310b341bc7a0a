"""What agencies share about a case. That something is not shared shows nowhere: who shares
nothing looks like who has nothing to share."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, ResearchAnswer, ResearchRequest
from meetings.queries.research.returns import facts_of_item
from meetings.rules.checklist import labels
from sharing import access
from sharing.actor import Actor
from sharing.models import Agency, Item, WhoMayRead
from sharing.work import current


@dataclass(frozen=True)
class SharedItem:
    item: Item
    number: int
    facts: str


@dataclass(frozen=True)
class AgencyResearch:
    """What one agency shares; only agencies that share something are there."""

    agency: Agency
    items: list[SharedItem]


@dataclass(frozen=True)
class CaseResearch:
    case: Case
    agencies: list[AgencyResearch]
    known_to: list[Agency]
    not_known_to: list[Agency]
    not_answered: list[Agency]
    asked_reader: bool  # whether the reader's own agency has a return to write


def research_of(actor: Actor, case_id: UUID) -> CaseResearch:
    """Return what agencies share about a case, by agency, the same for every reader."""
    access.require(actor, may.READ_RESEARCH, case_id)
    case = Case.objects.select_related("protocol", "meeting").get(pk=case_id)
    items = (
        Item.objects.filter(
            scope_id=case_id,
            who_may_read=WhoMayRead.SHARED,
            submitted_at__isnull=False,
            withdrawn_at=None,
        )
        .select_related("agency", "about")
        .order_by("agency__name", "position", "id")
    )
    subjects = labels(case.protocol.checklist_wording)
    agencies: dict[UUID, Agency] = {}
    shared: dict[UUID, list[SharedItem]] = defaultdict(list)
    for item in items:
        agencies[item.agency_id] = item.agency
        numbered = shared[item.agency_id]
        numbered.append(SharedItem(item, len(numbered) + 1, facts_of_item(item, subjects)))
        current().items.add(item.pk)
    asked = (
        ResearchRequest.objects.filter(scope_id=case_id, meeting=case.meeting)
        .select_related("agency")
        .order_by("agency__name")
    )
    answered = [one for one in asked if one.submitted_at]
    nil = [one.agency for one in answered if one.answer == ResearchAnswer.NOT_KNOWN]
    return CaseResearch(
        case,
        [AgencyResearch(agency, shared[one]) for one, agency in agencies.items()],
        [one.agency for one in answered if one.answer == ResearchAnswer.KNOWN],
        nil,
        [one.agency for one in asked if not one.submitted_at],
        any(one.agency_id == actor.agency_id for one in asked),
    )
