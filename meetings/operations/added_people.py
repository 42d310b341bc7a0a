"""Asks agencies again about people who are added to a case, or whose name or birth date is
corrected, after the agencies answered. The earlier answers do not cover these people, so the
agencies are asked about them alone; their answers about the others stand. An agency that knows a
person is not asked again whether it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from meetings import notices
from meetings import permissions as may
from meetings.models import Case, ResearchAnswer, ResearchRequest
from meetings.queries.people import Heard, people_heard
from meetings.rules import listing
from meetings.rules.phases import WRITABLE
from meetings.rules.research import OPEN_STAGES
from meetings.rules.searched import told_of
from sharing import clock
from sharing.history import save_all
from sharing.work import Work

FIELDS = ("added_parties", "due_at", "reminded_at", "version")


@dataclass(frozen=True)
class Asked:
    """What agencies were asked about a case, locked until the unit ends, and the people of the case
    then."""

    case_id: UUID
    requests: list[ResearchRequest]
    people: dict[UUID, tuple[Any, ...]]  # with what agencies were told of each, to look them up


def before_people_change(work: Work, case: Case) -> Asked:
    """Return what agencies were asked about the case as it is heard, before its people change. The
    rows are locked, so that an agency that answers meanwhile waits and then answers about the new
    people. Nobody is asked about a case whose referral is still written."""
    case_id = case.joined_to_id or case.pk
    if case.stage in WRITABLE:
        return Asked(case_id, [], {})
    locked = ResearchRequest.objects.filter(scope_id=case_id).select_for_update(of=("self",))
    requests = list(locked.order_by("pk"))
    people = _people(work, case_id) if requests else []
    return Asked(case_id, requests, {one.id: told_of(one.party) for one in people})


def ask_about_added(work: Work, asked: Asked) -> None:
    """Each agency that had answered is asked about the people added since, and about those whom it
    looked up under another name or birth date and did not know. Only an agency that reads the case
    is asked about somebody who cannot be looked up."""
    if not asked.requests:
        return
    people = _people(work, asked.case_id)
    new = {one.id for one in people if asked.people.get(one.id) != told_of(one.party)}
    full = work.facts(asked.case_id).full_circulation
    case = Case.objects.select_related("meeting").get(pk=asked.case_id)
    changed, again = [], set[UUID]()
    for request in asked.requests:
        told = _told(people, reads_case=request.agency_id in full)
        settled = {*request.known_parties, *request.unchecked_parties}
        added = [one for one in told if one in request.added_parties or one in new - settled]
        if request.answer == ResearchAnswer.NONE or added == request.added_parties:
            continue
        if set(added) - set(request.added_parties) and _is_open(case, request):
            again.add(request.agency_id)
            late = listing.research_due_at(listing.meeting_of(case), now=clock.now())
            request.due_at, request.reminded_at = max(request.due_at, late), None
        request.added_parties = added
        request.version += 1
        changed.append(request)
        work.items.add(request.pk)
    save_all(changed, FIELDS)
    if again:
        work.note(may.RESEARCH_ASKED, cases=[case.pk])
        notices.tell_of_added(listing.meeting_of(case).pk, case.pk, again)


def _people(work: Work, case_id: UUID) -> list[Heard]:
    # As the person who corrects them sees them, who may be a referrer.
    return people_heard(work.actor, [case_id], may.CORRECT_PEOPLE)[case_id]


def _told(people: Iterable[Heard], *, reads_case: bool) -> list[UUID]:
    """Return the people whom an agency is told of."""
    return sorted(one.id for one in people if reads_case or one.party.due_on is None)


def _is_open(case: Case, request: ResearchRequest) -> bool:
    return case.stage in OPEN_STAGES and request.meeting_id == case.meeting_id
