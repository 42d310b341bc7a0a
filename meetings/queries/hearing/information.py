"""What agencies share about cases, the victims' wishes, and the checklist. Anything that is not
shared with the room leaves no trace here: no line, no number, no gap."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from meetings.models import (
    Case,
    ResearchAnswer,
    ResearchRequest,
    RiskAssessment,
)
from meetings.queries.research.corrections import looks_of
from meetings.queries.research.nil_before import NilBefore, nil_before
from meetings.queries.voices import Spoken, newest_voices
from meetings.rules import checklist
from sharing.models import IS_SHARED, Agency, Item, PartyRole
from sharing.queries.looks import Since
from sharing.work import current


@dataclass(frozen=True)
class AgencyItems:
    """What one agency shares."""

    agency: Agency
    items: list[Item]
    since: dict[UUID, Since] = field(default_factory=dict)  # what is new to its reader

    @property
    def marked(self) -> list[tuple[Item, Since]]:
        """Return each item with whether it is new or changed since the reader's last visit."""
        return [(item, self.since.get(item.pk, Since.NOTHING)) for item in self.items]


@dataclass(frozen=True)
class Information:
    by_agency: list[AgencyItems] = field(default_factory=list)
    # Agencies that do not know them.
    not_known: list[str] = field(default_factory=list)
    # Agencies that knew nobody, and have not yet answered about people who were added since.
    asked_again: list[str] = field(default_factory=list)
    # Agencies that knew nobody when they were asked for another meeting, and said no more since.
    not_known_before: list[NilBefore] = field(default_factory=list)
    # How many more were asked. Agencies that have not answered are not named, because the rest
    # would then be those that keep something back.
    silent: int = 0
    wishes: list[Spoken] = field(default_factory=list)
    children: list[Spoken] = field(default_factory=list)
    assessment: RiskAssessment | None = None

    @property
    def count(self) -> int:
        return sum(len(one.items) for one in self.by_agency)

    @property
    def ticks(self) -> int:
        return checklist.counts(self.assessment.answers).yes if self.assessment else 0

    @property
    def not_known_ticks(self) -> int:
        return checklist.counts(self.assessment.answers).not_known if self.assessment else 0


def information_of(case: Case) -> Information:
    """Return what is shared about a case that was opened before, with what is new to its reader. It
    holds only what the room may know, because the room may see the screen."""
    found = information_by_case([case])[case.pk]
    looks, own = looks_of(case.pk), current().actor.agency_id
    for one in found.by_agency:
        if one.agency.pk != own:
            one.since.update({item.pk: looks.since(item, room=True) for item in one.items})
    return found


def information_by_case(cases: Iterable[Case]) -> dict[UUID, Information]:
    """Return what is shared about cases that were opened before, with the items noted as read."""
    cases = list(cases)
    ids = [case.pk for case in cases]
    items = shared_items(ids)
    current().items.update(one.pk for one in items)
    voices = newest_voices(ids)
    assessments = {
        one.scope_id: one
        for one in RiskAssessment.objects.filter(scope__in=ids).order_by("assessed_on", "pk")
    }
    requests = list(
        ResearchRequest.objects.filter(scope__in=ids).select_related("agency", "meeting")
    )
    found = {}
    for case in cases:
        of_case = [one for one in voices if one.case_id == case.pk]
        ever = [one for one in requests if one.scope_id == case.pk]
        asked = [one for one in ever if one.meeting_id == case.meeting_id]
        before = nil_before(case, ever)
        nil = [one for one in asked if one.answer == ResearchAnswer.NOT_KNOWN and one.submitted_at]
        by_agency = _by_agency([one for one in items if one.scope_id == case.pk])
        heard = {one.agency.pk for one in by_agency} | {one.agency_id for one in nil}
        heard |= {one.request.agency_id for one in before}
        found[case.pk] = Information(
            by_agency=by_agency,
            not_known=[one.agency.name for one in nil if not one.added_parties],
            asked_again=[one.agency.name for one in nil if one.added_parties],
            not_known_before=before,
            silent=len({one.agency_id for one in asked} - heard),
            wishes=[one for one in of_case if one.voice.party.role != PartyRole.CHILD],
            children=[one for one in of_case if one.voice.party.role == PartyRole.CHILD],
            assessment=assessments.get(case.pk),
        )
    return found


def shared_items(case_ids: list[UUID]) -> list[Item]:
    """Return the items that every agency on full circulation may read, in the order of agencies.
    The reader's own unshared items are left out too, because the room may see the screen."""
    replaced = Q(replaced_by__submitted_at__isnull=False)
    return list(
        Item.objects.filter(IS_SHARED, scope__in=case_ids)
        .exclude(replaced)
        .select_related("agency", "about")
        .order_by("agency__name", "listed", "position", "pk")
    )


def _by_agency(items: list[Item]) -> list[AgencyItems]:
    found: dict[UUID, AgencyItems] = {}
    for item in items:
        found.setdefault(item.agency_id, AgencyItems(item.agency, [])).items.append(item)
    return list(found.values())
