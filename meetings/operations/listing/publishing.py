"""Publishing the list, which asks agencies for what they know."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from meetings import notices, stages
from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, ResearchRequest, Stage
from meetings.operations.listing.meetings import lock_meeting
from meetings.operations.listing.order import cases_of
from meetings.queries.listing import too_young_among
from meetings.rules import listing as rules
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.history import make_all
from sharing.models import Agency
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.work import Work


def publish_list(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """The list is out: each case on it is at research, and every core agency is asked about it.
    Published again, it also covers cases that the first publisher could not see, and agencies
    that have become core agencies since. Nobody is asked about a victim who is too young for a
    meeting."""
    work = perform(actor, may.PLAN_MEETINGS, event=may.LIST_PUBLISHED)
    meeting = lock_meeting(actor=actor, meeting_id=meeting_id, event=may.LIST_PUBLISHED)
    to_ask = _about_whom_to_ask(meeting, cases_of(actor=actor, meeting=meeting))
    too_young = too_young_among(to_ask)
    cases = [case for case in to_ask if case.pk not in too_young]
    rules.check_publishing(meeting, cases, too_young=too_young)
    if meeting.state == MeetingState.PLANNED:
        meeting.state, meeting.published_at = MeetingState.PUBLISHED, clock.now()
        meeting.version += 1
        meeting.save()
    asked: dict[UUID, set[UUID]] = {}
    for case in cases:
        case.meeting = meeting
        asked[case.pk] = ask_agencies(work, case, again=True)
    notices.tell_of_list(meeting.pk, asked)
    work.cases.update(case.pk for case in cases)
    work.items.add(meeting.pk)
    return meeting


def _about_whom_to_ask(meeting: Meeting, cases: Sequence[Case]) -> list[Case]:
    """Return the cases about which nobody, or not every core agency, was asked."""
    core = Agency.objects.filter(area_id=meeting.area_id, core=True)
    asked = Counter(
        ResearchRequest.objects.filter(
            scope_id__in=[case.pk for case in cases], meeting=meeting, agency__in=core
        ).values_list("scope_id", flat=True)
    )
    number = core.count()
    return [
        case
        for case in cases
        if case.stage == Stage.LISTED or (case.stage == Stage.RESEARCH and asked[case.pk] < number)
    ]


def ask_research(*, actor: Actor, case_id: UUID) -> Case:
    """Every core agency is asked about a case that came to a published list without being asked
    about."""
    work = perform(actor, may.LIST_CASE, case_id, event=may.RESEARCH_ASKED)
    case = lock(Case, case_id)
    asked = ask_agencies(work, case)
    notices.tell_of_list(rules.meeting_of(case).pk, {case.pk: asked})
    return case


def ask_agencies(work: Work, case: Case, *, again: bool = False) -> set[UUID]:
    """The case is at research. Core agencies can look its people up. They, the agency that referred
    and the agencies that already read the case are asked to answer by the deadline; with `again`,
    only those not asked before. Returns the agencies asked."""
    if not (again and case.stage == Stage.RESEARCH):
        stages.move(case, Stage.RESEARCH)
    meeting = rules.meeting_of(case)
    facts = work.facts(case.pk)
    asked = ResearchRequest.objects.filter(scope_id=case.pk, meeting=meeting)
    known = set(asked.values_list("agency_id", flat=True))
    now = clock.now()
    agencies = _to_ask(meeting, facts.full_circulation | {facts.owner_agency_id})
    due_at = rules.research_due_at(meeting, now=now)
    requests = [
        ResearchRequest(
            scope_id=case.pk, meeting=meeting, agency=agency, asked_at=now, due_at=due_at
        )
        for agency in agencies
        if agency.pk not in known
    ]
    make_all(requests)
    work.items.update(request.pk for request in requests)
    asked_now = {agency.pk for agency in agencies} - known
    circulation.circulate(work, case.pk, search={agency.pk for agency in agencies})
    return asked_now


def _to_ask(meeting: Meeting, concerned: frozenset[UUID | None]) -> list[Agency]:
    """Return the core agencies, and the agencies concerned that have somebody who can answer."""
    can_answer = Q(pk__in=concerned, memberships__role__in=may.AGENCIES)
    agencies = Agency.objects.filter(Q(core=True) | can_answer, area_id=meeting.area_id)
    return list(agencies.distinct())
