"""An agency answers which people it knows. Knowing somebody puts the agency on full circulation.
Knowing nobody is an answer too: it is submitted at once, and leaves circulation as it was."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, ResearchAnswer, ResearchRequest
from meetings.operations.circulation import take_back
from meetings.operations.research.not_answered import refuse_to_leave, written_about
from meetings.queries.hidden import refusal
from meetings.queries.people import Heard, people_heard
from meetings.queries.research.requests import own_request
from meetings.queries.research.searched import as_they_stand
from meetings.rules import research as rules
from meetings.rules.answers import said_otherwise
from meetings.rules.searched import EVERYTHING, check_searched, shown_as
from sharing import access, clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.history import save_all
from sharing.operations import drafts
from sharing.operations.circulation import circulate
from sharing.operations.locking import lock
from sharing.operations.protected import note_readers
from sharing.queries.changed_by import changed_by
from sharing.queries.drafts import ANSWERS, Draft, draft_of
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.scoping import FOR_THE_DOOR
from sharing.work import Refused, Work

ANSWER = (
    "known_parties",
    "unchecked_parties",
    "added_parties",
    "searched_by",
    "searched",
    "check_by",
)


def open_return(*, actor: Actor, case_id: UUID) -> None:
    """It is on record when somebody of the agency first opened the request."""
    access.require(actor, may.LOOK_UP, case_id)
    access.expect(actor, may.ANSWER_RESEARCH, case_id)
    _opened(own_request(actor, case_id))


def answer_case(
    *,
    actor: Actor,
    request_id: UUID,
    answer: str,
    known_parties: Collection[UUID] = (),
    unchecked_parties: Collection[UUID] = (),
    searched: str = "",
    searched_by: Collection[str] = EVERYTHING,
    check_by: date | None = None,
    version: int | None = None,
    shown: str | None = None,
    draft_version: int | None = None,
) -> ResearchRequest:
    """It is on record which people of the case the agency knows. `shown` is the mark of the people
    as they were shown to be looked up.

    Raises `RuleBroken` if the people were corrected since, and `Overtaken` if a colleague's draft
    would be overlooked."""
    work, request = enter(
        actor=actor, request_id=request_id, version=version, event=event_of(answer)
    )
    heard = people_heard(actor, [request.scope_id])[request.scope_id]
    check_shown(heard, shown)
    of_case = {one.id for one in heard}
    rules.check_people({*known_parties, *unchecked_parties}, of_case=of_case)
    draft = draft_of(request.scope_id, request.agency_id)
    if is_unseen(draft, draft_version, of_case, known=known_parties, unchecked=unchecked_parties):
        typed = draft.typed[ANSWERS]
        by = changed_by(typed.by, typed.at)
        raise Overtaken({"typed": typed.said}, draft.version, by)
    written = written_about(request.agency_id, [request.scope_id], [draft])
    if answer != ResearchAnswer.KNOWN and request.scope_id in written:
        refuse_to_leave(written, request.scope_id)
    set_answer(
        work,
        request,
        answer=answer,
        known=known_parties,
        unchecked=unchecked_parties,
        searched=searched,
        searched_by=searched_by,
        searched_as=as_they_stand(heard),
        check_by=check_by,
    )
    if draft_version is not None:
        drafts.forget_typed(draft, actor, ANSWERS, version=draft_version)
        drafts.save(draft)
    return request


def enter(
    *,
    actor: Actor,
    request_id: UUID,
    event: Event,
    version: int | None = None,
    goes_along: bool = False,
) -> tuple[Work, ResearchRequest]:
    """Return the unit of work and the locked request, which has to belong to the actor's agency and
    be open. With `goes_along`, for something that goes along to the next meeting, a request that a
    move of its case closed will do too."""
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
    check_is_open(request, goes_along=goes_along)
    work.items.add(request.pk)
    return work, request


def check_is_open(request: ResearchRequest, *, goes_along: bool = False) -> None:
    """Raise `RuleBroken` unless research can be answered: from the published list until the case is
    heard."""
    case = Case.objects.only("stage", "meeting").get(pk=request.scope_id)
    of_this_meeting = request.meeting_id == case.meeting_id
    rules.check_stage(case.stage, for_this_meeting=of_this_meeting, goes_along=goes_along)


def set_answer(
    work: Work,
    request: ResearchRequest,
    *,
    answer: str,
    known: Collection[UUID],
    unchecked: Collection[UUID],
    searched: str,
    searched_by: Collection[str],
    searched_as: Mapping[UUID, UUID],
    check_by: date | None,
) -> None:
    """The locked request is answered for everybody in the case. `searched_as` names, for each
    person, the history row with the details that were looked up."""
    rules.check_answer(
        answer=answer, known=known, unchecked=unchecked, check_by=check_by, today=clock.today()
    )
    before, known_before = request.answer, set(request.known_parties)
    request.answer = ResearchAnswer(answer)
    request.known_parties, request.unchecked_parties = sorted(known), sorted(unchecked)
    request.searched = searched.strip()
    request.searched_by = [one for one in EVERYTHING if one in searched_by]
    rows = {one: row for one, row in searched_as.items() if one not in unchecked}
    request.looked_up, request.looked_up_as = list(rows), list(rows.values())
    request.check_by = check_by if unchecked or answer == ResearchAnswer.NOT_YET else None
    request.version += 1
    # Somebody was added whom the agency knows or has not checked: the submitted return does not
    # cover them.
    more = bool({*request.added_parties} & {*known, *unchecked})
    request.added_parties = []
    if answer == ResearchAnswer.NOT_KNOWN:
        check_searched(searched, searched_by)
        submitted(request, work.actor)
    elif more or (before, answer) != (ResearchAnswer.KNOWN, ResearchAnswer.KNOWN):
        # The submitted return said something else, so the agency owes one again.
        request.submitted_at = request.submitted_by = None
    _opened(request, save=False)
    request.save()
    work.items.add(request.pk)
    work.people.update(known)
    if answer == ResearchAnswer.KNOWN:
        circulate(work, request.scope_id, full={request.agency_id})
        if known_before - set(known):
            note_readers(request.scope_id, request.agency_id)
    elif before == ResearchAnswer.KNOWN:
        take_back(work, request.scope_id, request.agency_id)


def check_shown(heard: Collection[Heard], shown: str | None) -> None:
    """Raise `RuleBroken` if the people have changed since they were shown with this mark."""
    if shown is not None and shown != shown_as(one.party for one in heard):
        raise RuleBroken(rules.PEOPLE_CHANGED)


def is_unseen(
    draft: Draft,
    version: int | None,
    people: Collection[UUID],
    *,
    known: Collection[UUID],
    unchecked: Collection[UUID],
) -> bool:
    """Return whether the answer calls somebody unknown whom a colleague has ticked in the draft, if
    the page with this version did not show that. A colleague's finding must not be lost in a nil
    return."""
    typed = draft.typed.get(ANSWERS)
    if typed is None or draft.shows(typed, version):
        return False
    return bool(said_otherwise(typed.said, people, known=known, unchecked=unchecked))


def submitted(request: ResearchRequest, actor: Actor) -> None:
    """The locked request is submitted, as one more return."""
    request.submitted_at, request.submitted_by_id = clock.now(), actor.user_id
    request.returned += 1


def owe_no_file(request: ResearchRequest) -> None:
    """No meeting that had the case asks the agency for a file again; a case may go from one meeting
    to another and back. This request itself is not saved here."""
    request.file_taken_back = False
    asked = ResearchRequest.objects.filter(
        scope_id=request.scope_id, agency_id=request.agency_id, file_taken_back=True
    ).exclude(pk=request.pk)
    others = list(asked.select_for_update(of=("self",)).order_by("pk"))
    for one in others:
        one.file_taken_back = False
    save_all(others, ["file_taken_back"])


def _opened(request: ResearchRequest, *, save: bool = True) -> None:
    if request.opened_at is None:
        request.opened_at = clock.now()
        if save:
            request.save()


def event_of(answer: str) -> Event:
    if answer == ResearchAnswer.NOT_KNOWN:
        return may.RESEARCH_SUBMITTED
    return may.ANSWER_RESEARCH.event
