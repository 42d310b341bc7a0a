"""Whom an agency knows. Knowing somebody puts it on full circulation; knowing nobody is an
answer, submitted at once, and leaves it where it was."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Meeting, ResearchAnswer, ResearchRequest
from meetings.operations.circulation import take_back
from meetings.queries.hidden import refusal
from meetings.queries.research.requests import (
    meeting_of_area,
    of_agency,
    own_request,
    own_requests,
    people_of,
    unanswered,
)
from meetings.rules import research as rules
from sharing import access, clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.history import save_all
from sharing.models import Item, Party
from sharing.operations import information
from sharing.operations.circulation import circulate
from sharing.operations.locking import lock
from sharing.queries.changed_by import maker_of_past
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.scoping import FOR_THE_DOOR
from sharing.work import Refused, Work, current

ANSWER = ("known_parties", "unchecked_parties", "searched", "check_by")


def open_return(*, actor: Actor, case_id: UUID) -> None:
    """It is on record when somebody of the agency first opened what it was asked."""
    access.require(actor, may.LOOK_UP, case_id)
    access.expect(actor, may.ANSWER_RESEARCH, case_id)
    _opened(own_request(actor, case_id))


def open_list(*, actor: Actor, meeting_id: UUID) -> None:
    """It is on record when somebody of the agency first opened each request of the list."""
    access.expect(actor, may.SEE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.SEE_RESEARCH.event)
    unopened = list(unanswered(own_requests(actor, [meeting])).filter(opened_at=None))
    for request in unopened:
        request.opened_at = clock.now()
    save_all(unopened, ["opened_at"])


def answer_case(
    *,
    actor: Actor,
    request_id: UUID,
    answer: str,
    known_parties: Collection[UUID] = (),
    unchecked_parties: Collection[UUID] = (),
    searched: str = "",
    check_by: date | None = None,
    version: int | None = None,
) -> ResearchRequest:
    """Whom the agency knows in this case is on record."""
    work, request = enter(actor=actor, request_id=request_id, version=version, event=_event(answer))
    people = Party.objects.filter(scope_id=request.scope_id, ended_on=None)
    of_case = set(people.values_list("pk", flat=True))
    rules.check_people({*known_parties, *unchecked_parties}, of_case=of_case)
    _answer(
        work,
        request,
        answer=answer,
        known=known_parties,
        unchecked=unchecked_parties,
        searched=searched,
        check_by=check_by,
    )
    return request


def answer_list(
    *,
    actor: Actor,
    meeting_id: UUID,
    known: Mapping[UUID, Collection[UUID]],
    not_yet: Mapping[UUID, date],
    searched: str,
    looked_up: Mapping[UUID, Collection[UUID]] | None = None,
) -> list[ResearchRequest]:
    """Each case of the list is answered: known where somebody is, cannot check yet where the
    agency says until when, and else not known.

    `looked_up` says which people of which cases the agency was shown: no more is answered for.
    Without it every case that the agency owes is."""
    access.expect(actor, may.SEE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.SEE_RESEARCH.event)
    owed = _owed(actor, meeting)
    cases = set(owed if looked_up is None else looked_up) | set(known) | set(not_yet)
    answers = {one: _answer_of(one, known, not_yet) for one in cases}
    for case_id in cases:
        perform(actor, may.ANSWER_RESEARCH, case_id, event=_event(answers[case_id]))
    _check_still_owed(actor, cases - set(owed))
    if not cases:
        raise RuleBroken(_("There is nobody to look up."))
    people: dict[UUID, set[UUID]] = {one: set() for one in cases}
    for party in people_of(sorted(cases)):
        people[party.scope_id].add(party.pk)
    for case_id in sorted(cases):
        request = owed[case_id]
        shown = people[case_id] if looked_up is None else set(looked_up.get(case_id, ()))
        rules.check_people(people[case_id], of_case=shown)
        rules.check_people(known.get(case_id, ()), of_case=people[case_id])
        rest = people[case_id] - set(known.get(case_id, ()))
        _answer(
            current(),
            request,
            answer=answers[case_id],
            known=known.get(case_id, ()),
            unchecked=rest if case_id in not_yet else (),
            searched=searched,
            check_by=not_yet.get(case_id),
        )
    return [owed[case_id] for case_id in cases]


def submit_research(
    *, actor: Actor, request_id: UUID, version: int | None = None
) -> ResearchRequest:
    """What the agency wrote is submitted for the meeting, and what it shares is read by others."""
    work, request = enter(
        actor=actor, request_id=request_id, version=version, event=may.RESEARCH_SUBMITTED
    )
    rules.check_can_write(request.answer)
    drafts = information.submit(work, request.scope_id, request.pk)
    rules.check_anything_new(submitted=request.submitted_at is not None, drafts=drafts)
    _submitted(request, actor)
    request.version += 1
    request.save()
    return request


def enter(
    *, actor: Actor, request_id: UUID, event: Event, version: int | None = None
) -> tuple[Work, ResearchRequest]:
    """Return the open unit and the request, locked, of one's own agency and still open."""
    found = (
        ResearchRequest.objects.unscoped(FOR_THE_DOOR)
        .filter(pk=request_id)
        .values_list("scope_id", "agency_id")
        .first()
    )
    if found is None:
        raise refusal(actor, may.ANSWER_RESEARCH, request_id, event)
    case_id, agency_id = found
    work = perform(actor, may.ANSWER_RESEARCH, case_id, event=event)
    if agency_id != actor.agency_id:
        raise Refused(Reason.NOT_OWN_AGENCY, event, case_id)
    request = lock(ResearchRequest, request_id, version=version, fields=ANSWER)
    case = Case.objects.only("stage", "meeting").get(pk=case_id)
    rules.check_stage(case.stage, for_this_meeting=request.meeting_id == case.meeting_id)
    work.items.add(request.pk)
    return work, request


def _answer(
    work: Work,
    request: ResearchRequest,
    *,
    answer: str,
    known: Collection[UUID],
    unchecked: Collection[UUID],
    searched: str,
    check_by: date | None,
) -> None:
    rules.check_answer(
        answer=answer, known=known, unchecked=unchecked, check_by=check_by, today=clock.today()
    )
    items = Item.objects.filter(
        scope_id=request.scope_id, agency_id=request.agency_id, withdrawn_at=None
    )
    rules.check_no_items_left(answer, items.count())
    before = request.answer
    request.answer = ResearchAnswer(answer)
    request.known_parties, request.unchecked_parties = sorted(known), sorted(unchecked)
    request.searched = searched.strip()
    request.check_by = check_by if unchecked or answer == ResearchAnswer.NOT_YET else None
    request.version += 1
    if answer == ResearchAnswer.NOT_KNOWN:
        rules.check_searched(searched)
        _submitted(request, work.actor)
    elif (before, answer) != (ResearchAnswer.KNOWN, ResearchAnswer.KNOWN):
        # What was submitted said something else: the agency owes an answer again.
        request.submitted_at = request.submitted_by = None
    _opened(request, save=False)
    request.save()
    work.items.add(request.pk)
    work.people.update(known)
    if answer == ResearchAnswer.KNOWN:
        circulate(work, request.scope_id, full={request.agency_id})
    elif before == ResearchAnswer.KNOWN:
        take_back(work, request.scope_id, request.agency_id)


def _submitted(request: ResearchRequest, actor: Actor) -> None:
    request.submitted_at, request.submitted_by_id = clock.now(), actor.user_id
    request.returned += 1


def _opened(request: ResearchRequest, *, save: bool = True) -> None:
    if request.opened_at is None:
        request.opened_at = clock.now()
        if save:
            request.save()


def _event(answer: str) -> Event:
    if answer == ResearchAnswer.NOT_KNOWN:
        return may.RESEARCH_SUBMITTED
    return may.ANSWER_RESEARCH.event


def _answer_of(
    case_id: UUID, known: Mapping[UUID, Collection[UUID]], not_yet: Mapping[UUID, date]
) -> ResearchAnswer:
    if known.get(case_id):
        return ResearchAnswer.KNOWN
    return ResearchAnswer.NOT_YET if case_id in not_yet else ResearchAnswer.NOT_KNOWN


def _owed(actor: Actor, meeting: Meeting) -> dict[UUID, ResearchRequest]:
    requests = own_requests(actor, [meeting])
    locked = unanswered(requests).select_for_update(of=("self",)).order_by("pk")
    return {request.scope_id: request for request in locked}


def _check_still_owed(actor: Actor, cases: set[UUID]) -> None:
    """A colleague's answer is never overwritten by a list that was opened before it."""
    if not cases:
        return
    theirs = ResearchRequest.objects.filter(of_agency(actor), scope_id__in=cases)
    references = dict(Case.objects.filter(pk__in=cases).values_list("pk", "reference"))
    shown = [(request.scope_id, references[request.scope_id], request.answer) for request in theirs]
    answered = ResearchRequest.history.filter(
        scope_id__in=cases, id__in=[request.pk for request in theirs], submitted_at__isnull=False
    )
    raise Overtaken({"shown": shown}, 0, maker_of_past(answered.first()))
