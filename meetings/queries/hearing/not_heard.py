"""Cases that were on the list of a meeting when agencies were asked about them, and left it before
they were heard. The minutes say where each went."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, ResearchRequest
from meetings.queries.between_meetings import moves_between
from meetings.rules.listing import OPENED
from meetings.rules.phases import Phase, stages_in
from sharing import access, clock
from sharing.actor import Actor

ENDED = stages_in(Phase.LEFT)


@dataclass(frozen=True)
class NotHeard:
    """A case that left the list, and what became of it."""

    case: Case
    words: str


def not_heard(actor: Actor, meeting: Meeting) -> list[NotHeard]:
    """Return the cases that left the list of the meeting before they were heard, as far as this
    reader may see them. Keepers of the minutes see them while the meeting goes on, others once the
    minutes are agreed."""
    keeps = actor.role in may.KEEPERS
    if meeting.state not in OPENED or not (keeps or meeting.state == MeetingState.AGREED):
        return []
    asked = ResearchRequest.objects.filter(
        access.visible_to(actor, may.READ_MINUTES, "scope__"), meeting=meeting
    )
    left = Case.objects.filter(
        access.visible_to(actor, may.READ_MINUTES, "scope__"),
        pk__in=asked.order_by().values("scope_id"),
    ).exclude(meeting=meeting)
    cases = list(left.order_by("reference"))
    if not cases:
        return []
    access.show(actor, may.READ_MINUTES, [case.pk for case in cases])
    went_to, why = _went_to(cases, meeting), _why(cases, meeting)
    return [
        NotHeard(case, _words(case, went_to.get(case.pk), why.get(case.pk, ""))) for case in cases
    ]


def _went_to(cases: Iterable[Case], meeting: Meeting) -> dict[UUID, Meeting]:
    """Return the next meeting of each case that was on one."""
    past = Case.history.filter(scope_id__in=[case.pk for case in cases]).order_by("history_date")
    next_one: dict[UUID, UUID | None] = {}
    for case_id, meeting_id in past.values_list("scope_id", "meeting_id"):
        if meeting_id == meeting.pk:
            next_one[case_id] = None
        elif case_id in next_one and next_one[case_id] is None:
            next_one[case_id] = meeting_id
    meetings = Meeting.objects.in_bulk({one for one in next_one.values() if one})
    return {case_id: meetings[one] for case_id, one in next_one.items() if one}


def _why(cases: Iterable[Case], meeting: Meeting) -> dict[UUID, str]:
    """Return why each case that was moved from this meeting straight to another one was."""
    found = {}
    for case_id, moves in moves_between([case.pk for case in cases]).items():
        for move in moves:
            if meeting.pk in (move.left, move.to):
                # One that came back was moved no more, unless a later move says so.
                found[case_id] = move.reason if move.left == meeting.pk else ""
    return found


def _words(case: Case, to: Meeting | None, why: str) -> str:
    if to is not None:
        said = {"day": date_format(clock.day(to.starts_at)), "reason": why}
        if why:
            return _("Moved to the meeting of %(day)s: %(reason)s") % said
        return _("Moved to the meeting of %(day)s") % said
    if case.stage in ENDED:
        return str(case.get_stage_display())
    return _("Taken off the list")
