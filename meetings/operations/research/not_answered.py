"""What keeps an agency from answering about a case: what it has written, that it is not asked any
more, and the answer of a colleague."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from meetings.models import Case, Meeting, ResearchRequest
from meetings.queries.research.begun import count_written
from meetings.queries.research.requests import of_agency, references_of, unanswered
from meetings.rules import research as rules
from meetings.rules.phases import WAITS
from sharing.access import is_there
from sharing.actor import Actor
from sharing.facts import facts_of_all
from sharing.queries.changed_by import changed_by, maker_of_past
from sharing.queries.drafts import NEW, Draft, Typed
from sharing.rules import Overtaken, Together


def written_about(
    agency_id: UUID, case_ids: Collection[UUID], unsent: Iterable[Draft]
) -> dict[UUID, Typed | None]:
    """Return the cases about which the agency has written something, in its drafts too. The value
    is the item that somebody typed and did not add, if there is nothing else."""
    there = dict.fromkeys(count_written({"scope_id__in": case_ids, "agency_id": agency_id}))
    typed = {
        one.row.scope_id: None if one.live else one.typed[NEW]
        for one in unsent
        if one.live or one.said(NEW)
    }
    return typed | there


def refuse_to_leave(
    written: Mapping[UUID, Typed | None], case_id: UUID, reference: str = ""
) -> None:
    """Raise `RuleBroken`: a case cannot be answered as unknown if this much is written about it."""
    typed = written[case_id]
    by = changed_by(typed.by, typed.at) if typed else None
    rules.refuse_to_leave(case_id, reference, typed_by=by)


def no_longer_asked(actor: Actor, meeting: Meeting, cases: set[UUID]) -> list[Case]:
    """Return those of the cases about which the agency is no longer asked, and never answered: they
    were heard, moved to another meeting, taken off the list or out of the flow."""
    if not cases:
        return []
    asked = ResearchRequest.objects.filter(of_agency(actor), scope_id__in=cases, meeting=meeting)
    found = Case.objects.filter(pk__in=unanswered(asked).values("scope_id"))
    facts = facts_of_all(cases)
    return [one for one in found.order_by("reference") if is_there(actor, facts[one.pk])]


def check_still_owed(actor: Actor, meeting: Meeting, cases: set[UUID]) -> None:
    """Refuse a list that was opened before a colleague's answer, which it would overwrite."""
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


def why_left(
    left: Collection[UUID],
    written: Mapping[UUID, Typed | None],
    gone: Sequence[Case],
    meeting: Meeting,
) -> Together:
    """Return why each of these cases is not answered, in order of reference."""
    together = Together()
    for case in gone:
        moved = case.stage in WAITS and case.meeting_id != meeting.pk
        with together.one():
            rules.refuse_gone(case.reference, case.stage, moved=moved)
    for case_id, reference in sorted(references_of(left).items(), key=lambda one: one[1]):
        with together.one():
            refuse_to_leave(written, case_id, reference)
    return together
