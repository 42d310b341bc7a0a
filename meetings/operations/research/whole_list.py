"""Answering the whole list of a meeting at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Meeting, ResearchAnswer, ResearchRequest
from meetings.operations.research.answers import (
    check_shown,
    event_of,
    is_unseen,
    set_answer,
)
from meetings.operations.research.not_answered import (
    check_still_owed,
    no_longer_asked,
    why_left,
    written_about,
)
from meetings.queries.people import Heard, people_by_name
from meetings.queries.research.requests import (
    asked_about,
    meeting_of_area,
    own_requests,
    references_of,
    unanswered,
)
from meetings.queries.research.searched import as_they_stand
from meetings.rules import research as rules
from meetings.rules.answers import left_of
from meetings.rules.searched import EVERYTHING
from sharing import access, clock
from sharing.access import perform_together
from sharing.actor import Actor
from sharing.history import save_all
from sharing.operations import drafts
from sharing.queries.changed_by import changed_by
from sharing.queries.drafts import ANSWERS, Draft, drafts_of
from sharing.rules import Overtaken, RuleBroken
from sharing.work import current


def open_list(*, actor: Actor, meeting_id: UUID) -> None:
    """It is on record when somebody of the agency first opened each request of the list."""
    access.expect(actor, may.SEE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.SEE_RESEARCH.event)
    unopened = list(unanswered(own_requests(actor, [meeting])).filter(opened_at=None))
    for request in unopened:
        request.opened_at = clock.now()
    save_all(unopened, ["opened_at"])


@dataclass(frozen=True)
class SentList:
    """What an agency sends of its whole list, by case: who is known, and until when it cannot
    check.

    `looked_up` says which people the agency was shown, and `shown` by a mark as what: it answers
    for no others. Where `looked_up` is None it answers for everybody in each case that it owes.
    `drafted` says which version of what a colleague ticked in a draft was shown."""

    known: Mapping[UUID, Collection[UUID]]
    not_yet: Mapping[UUID, date]
    searched: str
    searched_by: Collection[str] = EVERYTHING
    looked_up: Mapping[UUID, Collection[UUID]] | None = None
    shown: Mapping[UUID, str] = field(default_factory=dict)
    drafted: Mapping[UUID, int] = field(default_factory=dict)

    def cases_of(self, owed: Collection[UUID]) -> set[UUID]:
        """Return the cases that this answers, of an agency that owes these."""
        shown = owed if self.looked_up is None else self.looked_up
        return {*shown, *self.known, *self.not_yet}

    def answer_of(self, case_id: UUID, known_before: Collection[UUID]) -> ResearchAnswer:
        """Return the answer about a case of which the agency knew these people before."""
        if self.known.get(case_id) or known_before:
            return ResearchAnswer.KNOWN
        return ResearchAnswer.NOT_YET if case_id in self.not_yet else ResearchAnswer.NOT_KNOWN


@dataclass
class Sheet:
    """One case of the list as it is answered: about whom the agency is asked, whom it knows, and
    whom it has not checked. Everybody of the case is in `heard`, also who was answered for
    before."""

    request: ResearchRequest
    reference: str
    answer: ResearchAnswer
    asked: Sequence[Heard]
    heard: frozenset[UUID]
    known: frozenset[UUID]
    unchecked: frozenset[UUID]
    draft: Draft | None

    @property
    def case_id(self) -> UUID:
        return self.request.scope_id

    @property
    def people(self) -> set[UUID]:
        return {person.id for person in self.asked}


@dataclass(frozen=True)
class ListAnswered:
    """The result for a whole list: the requests answered, and why a case was left."""

    answered: list[ResearchRequest]
    left: tuple[RuleBroken, ...]


def answer_list(*, actor: Actor, meeting_id: UUID, sent: SentList) -> ListAnswered:
    """Each case of the list is answered: "known" if anybody in it is known, "cannot check yet" if
    the agency says until when, otherwise "not known". A case in which nobody is known, but about
    which the agency has written something, or that left the list of the meeting meanwhile, is left
    with the reason; the others are answered all the same. Where the agency answered before and is
    asked about added people, its answers about the others stand.

    Raises `Overtaken` if a colleague answered a case meanwhile, or ticked somebody in a newer draft
    than the agency was shown: that person is not answered as unknown."""
    access.expect(actor, may.SEE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.SEE_RESEARCH.event)
    owed = _owed(actor, meeting)
    cases = sent.cases_of(owed)
    answers = {one: sent.answer_of(one, _known_before(owed.get(one))) for one in cases}
    drafts_by_case = drafts_of(cases & set(owed), actor.agency_id)
    written = written_about(actor.agency_id, cases & set(owed), drafts_by_case.values())
    left = {one for one in written if answers[one] != ResearchAnswer.KNOWN}
    gone = no_longer_asked(actor, meeting, cases - set(owed))
    cases -= left | {case.pk for case in gone}
    events = {one: event_of(answers[one]) for one in cases}
    perform_together(actor, may.ANSWER_RESEARCH, events)
    check_still_owed(actor, meeting, cases - set(owed))
    reasons = why_left(left, written, gone, meeting)
    if not cases:
        reasons.check()
        raise RuleBroken(_("There is nobody to look up."))
    sheets = _sheets(actor, [owed[one] for one in cases], answers, drafts_by_case, sent)
    _refuse_to_overlook(sheets, sent)
    _answer_all(sheets, sent)
    _forget_ticks(actor, sheets, sent)
    return ListAnswered([sheet.request for sheet in sheets], reasons.broken)


def _sheets(
    actor: Actor,
    requests: Sequence[ResearchRequest],
    answers: Mapping[UUID, ResearchAnswer],
    drafts_by_case: Mapping[UUID, Draft],
    sent: SentList,
) -> list[Sheet]:
    """Return the cases to answer, in the order of their references."""
    heard = people_by_name(actor, [request.scope_id for request in requests])
    asked = asked_about(requests, heard)
    references = references_of(heard)
    sheets = []
    for request in requests:
        case_id = request.scope_id
        known = sent.known.get(case_id, ())
        people = {person.id for person in asked[case_id]}
        sheets.append(
            Sheet(
                request,
                references[case_id],
                answers[case_id],
                asked=asked[case_id],
                heard=frozenset(person.id for person in heard[case_id]),
                known=frozenset({*_known_before(request), *known}),
                unchecked=frozenset(people.difference(known) if case_id in sent.not_yet else ()),
                draft=drafts_by_case.get(case_id),
            )
        )
    return sorted(sheets, key=attrgetter("reference"))


def _refuse_to_overlook(sheets: Sequence[Sheet], sent: SentList) -> None:
    """Raise `Overtaken` if a colleague ticked people in a draft whom the actor, who has not seen
    that, would answer as unknown."""
    overlooked = {
        sheet.reference: sheet.draft.typed[ANSWERS]
        for sheet in sheets
        if sheet.draft
        and is_unseen(
            sheet.draft,
            sent.drafted.get(sheet.case_id),
            sheet.heard,
            known=sheet.known,
            unchecked=sheet.unchecked,
        )
    }
    if overlooked:
        newest = max(overlooked.values(), key=attrgetter("at"))
        raise Overtaken({"typed": list(overlooked)}, 0, changed_by(newest.by, newest.at))


def _answer_all(sheets: Sequence[Sheet], sent: SentList) -> None:
    stand = as_they_stand(person for sheet in sheets for person in sheet.asked)
    for sheet in sheets:
        people, case_id = sheet.people, sheet.case_id
        seen = people if sent.looked_up is None else sent.looked_up.get(case_id, ())
        rules.check_people(people, of_case=seen)
        check_shown(sheet.asked, sent.shown.get(case_id))
        rules.check_people(sent.known.get(case_id, ()), of_case=people)
        set_answer(
            current(),
            sheet.request,
            answer=sheet.answer,
            known=sheet.known,
            unchecked=sheet.unchecked,
            searched=sent.searched,
            searched_by=sent.searched_by,
            searched_as=_searched_as(sheet.request, people, stand),
            check_by=sent.not_yet.get(case_id),
        )


def _forget_ticks(actor: Actor, sheets: Sequence[Sheet], sent: SentList) -> None:
    """Drafts keep of what was ticked only what these answers leave open."""
    done = []
    for sheet in sheets:
        if not (sheet.draft and sheet.draft.said(ANSWERS)):
            continue
        rest = left_of(
            sheet.draft.said(ANSWERS),
            answered=sheet.people,
            others=sheet.heard - sheet.people,
            known=sheet.known,
        )
        version = sent.drafted.get(sheet.case_id)
        drafts.forget_typed(sheet.draft, actor, ANSWERS, version=version, rest=rest)
        done.append(sheet.draft)
    drafts.save_all(done)


def _known_before(request: ResearchRequest | None) -> list[UUID]:
    return request.known_parties if request and request.asked_again else []


def _searched_as(
    request: ResearchRequest, people: Collection[UUID], stand: Mapping[UUID, UUID]
) -> dict[UUID, UUID]:
    """Return the history row that was looked up for each person, including earlier answers that
    stand."""
    before = request.searched_as if request.asked_again else {}
    return before | {one: stand[one] for one in people if one in stand}


def _owed(actor: Actor, meeting: Meeting) -> dict[UUID, ResearchRequest]:
    requests = own_requests(actor, [meeting])
    locked = unanswered(requests).select_for_update(of=("self",)).order_by("pk")
    return {request.scope_id: request for request in locked}
