"""The whole list of a meeting, answered at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Meeting, ResearchAnswer, ResearchRequest
from meetings.operations.research.answers import (
    check_shown,
    event_of,
    is_unseen,
    refuse_to_leave,
    set_answer,
    written_about,
)
from meetings.queries.people import people_by_name
from meetings.queries.research.requests import (
    asked_about,
    meeting_of_area,
    of_agency,
    own_requests,
    references_of,
    unanswered,
)
from meetings.queries.research.searched import as_they_stand
from meetings.rules import research as rules
from meetings.rules.answers import left_of
from meetings.rules.searched import EVERYTHING
from sharing import access, clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.history import save_all
from sharing.operations import drafts
from sharing.queries.changed_by import changed_by, maker_of_past
from sharing.queries.drafts import ANSWERS, Draft, Typed, drafts_of
from sharing.rules import Overtaken, RuleBroken, Together
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
class ListAnswered:
    """What became of a whole list: what was answered, and why a case was not."""

    answered: list[ResearchRequest]
    left: tuple[RuleBroken, ...]


def answer_list(
    *,
    actor: Actor,
    meeting_id: UUID,
    known: Mapping[UUID, Collection[UUID]],
    not_yet: Mapping[UUID, date],
    searched: str,
    searched_by: Collection[str] = EVERYTHING,
    looked_up: Mapping[UUID, Collection[UUID]] | None = None,
    shown: Mapping[UUID, str] | None = None,
    drafted: Mapping[UUID, int] | None = None,
) -> ListAnswered:
    """Each case of the list is answered: known where somebody is, cannot check yet where the
    agency says until when, and else not known. A case where it has written something is left as it
    is, with why, if nobody is known there; the others are answered all the same.

    `looked_up` says which people of which cases the agency was shown, and `shown` by a mark as
    what: no more is answered for. `drafted` says which version of what somebody ticked in a draft
    was shown: who is known by a newer one is not answered as unknown.
    Without it every case that the agency owes is. Where it answered before, and is asked about
    those who were added since, what it said of the others stands."""
    access.expect(actor, may.SEE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.SEE_RESEARCH.event)
    owed = _owed(actor, meeting)
    cases = set(owed if looked_up is None else looked_up) | set(known) | set(not_yet)
    answers = {one: _answer_of(one, owed.get(one), known, not_yet) for one in cases}
    unsent, versions = drafts_of(cases & set(owed), actor.agency_id), drafted or {}
    written = written_about(actor.agency_id, cases & set(owed), unsent.values())
    left = {one for one in written if answers[one] != ResearchAnswer.KNOWN}
    cases -= left
    for case_id in cases:
        perform(actor, may.ANSWER_RESEARCH, case_id, event=event_of(answers[case_id]))
    _check_still_owed(actor, meeting, cases - set(owed))
    why_left = _why_left(left, written)
    if not cases:
        why_left.check()
        raise RuleBroken(_("There is nobody to look up."))
    everybody = people_by_name(actor, cases)
    heard = asked_about([owed[one] for one in cases], everybody)
    people = {case_id: {one.id for one in named} for case_id, named in heard.items()}
    to_be_known = {one: {*_known_before(owed[one]), *known.get(one, ())} for one in cases}
    references = references_of(cases)
    unchecked = {
        one: people[one] - set(known.get(one, ())) if one in not_yet else set() for one in cases
    }
    overlooked = [
        (references[case_id], draft)
        for case_id, draft in unsent.items()
        if case_id in cases
        and is_unseen(
            draft,
            versions.get(case_id),
            {one.id for one in everybody[case_id]},
            known=to_be_known[case_id],
            unchecked=unchecked[case_id],
        )
    ]
    if overlooked:
        _refuse_to_overlook(overlooked)
    stand = as_they_stand(one for named in heard.values() for one in named)
    for case_id in sorted(cases, key=lambda one: references[one]):
        request = owed[case_id]
        seen = people[case_id] if looked_up is None else set(looked_up.get(case_id, ()))
        rules.check_people(people[case_id], of_case=seen)
        check_shown(heard[case_id], (shown or {}).get(case_id))
        rules.check_people(known.get(case_id, ()), of_case=people[case_id])
        set_answer(
            current(),
            request,
            answer=answers[case_id],
            known=to_be_known[case_id],
            unchecked=unchecked[case_id],
            searched=searched,
            searched_by=searched_by,
            searched_as=_searched_as(request, people[case_id], stand),
            check_by=not_yet.get(case_id),
        )
    done = [one for one in unsent.values() if one.row.scope_id in cases and one.said(ANSWERS)]
    for draft in done:
        case_id = draft.row.scope_id
        rest = left_of(
            draft.said(ANSWERS),
            answered=people[case_id],
            others={one.id for one in everybody[case_id]} - people[case_id],
            known=to_be_known[case_id],
        )
        drafts.forget_typed(draft, actor, ANSWERS, version=versions.get(case_id), rest=rest)
    drafts.save_all(done)
    return ListAnswered([owed[case_id] for case_id in cases], why_left.broken)


def _why_left(left: Collection[UUID], written: Mapping[UUID, Typed | None]) -> Together:
    """Return why each of these cases is not answered, by their references."""
    together = Together()
    for case_id, reference in sorted(references_of(left).items(), key=lambda one: one[1]):
        with together.one():
            refuse_to_leave(written, case_id, reference)
    return together


def _refuse_to_overlook(found: Collection[tuple[str, Draft]]) -> None:
    """What somebody ticked and nobody saved yet is not answered as unknown by who did not see it."""
    typed = [draft.typed[ANSWERS] for _reference, draft in found]
    newest = max(typed, key=lambda one: one.at)
    references = sorted(reference for reference, _draft in found)
    raise Overtaken({"typed": references}, 0, changed_by(newest.by, newest.at))


def _answer_of(
    case_id: UUID,
    request: ResearchRequest | None,
    known: Mapping[UUID, Collection[UUID]],
    not_yet: Mapping[UUID, date],
) -> ResearchAnswer:
    if known.get(case_id) or (request and _known_before(request)):
        return ResearchAnswer.KNOWN
    return ResearchAnswer.NOT_YET if case_id in not_yet else ResearchAnswer.NOT_KNOWN


def _known_before(request: ResearchRequest) -> list[UUID]:
    return request.known_parties if request.asked_again else []


def _searched_as(
    request: ResearchRequest, people: Collection[UUID], stand: Mapping[UUID, UUID]
) -> dict[UUID, UUID]:
    """Return what was looked up of each person, with what stands from before."""
    before = request.searched_as if request.asked_again else {}
    return before | {one: stand[one] for one in people if one in stand}


def _owed(actor: Actor, meeting: Meeting) -> dict[UUID, ResearchRequest]:
    requests = own_requests(actor, [meeting])
    locked = unanswered(requests).select_for_update(of=("self",)).order_by("pk")
    return {request.scope_id: request for request in locked}


def _check_still_owed(actor: Actor, meeting: Meeting, cases: set[UUID]) -> None:
    """A colleague's answer is never overwritten by a list that was opened before it."""
    if not cases:
        return
    theirs = ResearchRequest.objects.filter(of_agency(actor), scope_id__in=cases, meeting=meeting)
    references = dict(Case.objects.filter(pk__in=cases).values_list("pk", "reference"))
    shown = [
        (one.scope_id, references[one.scope_id], one.answer, set(one.known_parties))
        for one in theirs
    ]
    answered = ResearchRequest.history.filter(
        scope_id__in=cases, id__in=[request.pk for request in theirs], submitted_at__isnull=False
    )
    raise Overtaken({"shown": shown}, 0, maker_of_past(answered.first()))
