"""Where the cases of a meeting go when it is called off, and come back from if that was an
error."""

from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.queries.listing.calendar import numbers_of
from meetings.queries.listing.choice import Choice, choices_of, stands_in_words
from meetings.queries.listing.meeting import open_meeting
from meetings.queries.too_young import ages, is_of_a_child
from meetings.rules.closure import NOT_BEGUN
from meetings.rules.listing import BEFORE
from sharing import clock
from sharing.access import expect, show, visible_to
from sharing.actor import Actor


@dataclass(frozen=True)
class CallingOffPage:
    """A meeting, for somebody who could call it off, and where its cases could go."""

    meeting: Meeting
    cases: int  # how many the reader sees
    choices: list[Choice]

    @property
    def possible(self) -> bool:
        return self.meeting.state in BEFORE


def calling_off_page(actor: Actor, meeting_id: UUID) -> CallingOffPage:
    """Return a meeting with the others that take cases. The page always asks where the cases go,
    even if there seem to be none, because some may be hidden from the reader."""
    meeting = open_meeting(actor, meeting_id)
    expect(actor, may.PLAN_MEETINGS)
    cases = numbers_of(actor, [meeting]).get(meeting.pk, 0)
    return CallingOffPage(meeting, cases, choices_of(actor, meeting)[0])


def cases_to_move(actor: Actor, meeting: Meeting) -> list[Case]:
    """Return the cases that wait on the list of the meeting and that the actor may move, locked, in
    their order. Cases on hold stay where they are."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("protocol")
    return list(
        cases.filter(
            visible_to(actor, may.LIST_CASE, "scope__"), meeting=meeting, stage__in=NOT_BEGUN
        ).order_by("position", "reference")
    )


@dataclass(frozen=True)
class PlanningAgainPage:
    """A meeting that was called off, for somebody who could plan it again, and where its cases are
    now."""

    meeting: Meeting
    cases: list[tuple[Case, str]]

    @property
    def possible(self) -> bool:
        called_off = self.meeting.state == MeetingState.CALLED_OFF
        return called_off and self.meeting.starts_at > clock.now()


def planning_again_page(actor: Actor, meeting_id: UUID) -> PlanningAgainPage:
    """Return a meeting that was called off with the cases that could come back to it."""
    meeting = open_meeting(actor, meeting_id)
    expect(actor, may.PLAN_MEETINGS)
    cases = cases_that_stood_on(actor, meeting)
    show(actor, may.LIST_CASE, [case.pk for case in cases])
    return PlanningAgainPage(meeting, [(case, stands_in_words(case)) for case in cases])


def cases_that_stood_on(actor: Actor, meeting: Meeting, *, lock: bool = False) -> list[Case]:
    """Return the cases that the actor may move which stood on the list of a meeting when it was
    called off, and wait still: for another meeting, or on its list. With `lock` they stay so. A
    case whose victim is too young for a meeting comes back to none."""
    if meeting.state != MeetingState.CALLED_OFF:
        return []
    off = meeting.history.filter(state=MeetingState.CALLED_OFF).latest("history_date")
    waiting = Case.objects.filter(
        visible_to(actor, may.LIST_CASE, "scope__"), stage__in=(Stage.ACCEPTED, *NOT_BEGUN)
    )
    before = Case.history.filter(
        scope_id__in=list(waiting.values_list("pk", flat=True)), history_date__lt=off.history_date
    )
    stood = {
        case_id
        for case_id, meeting_id in before.order_by("scope_id", "-history_date")
        .distinct("scope_id")
        .values_list("scope_id", "meeting_id")
        if meeting_id == meeting.pk
    }
    found = waiting.filter(pk__in=stood).select_related("meeting", "protocol").annotate(**ages())
    if lock:
        found = found.select_for_update(of=("self",))
    return [case for case in found.order_by("reference") if not is_of_a_child(case)]


def next_left_on(actor: Actor, meeting_id: UUID) -> Case | None:
    """Return the first case that waits on the list of the meeting, locked, for the job that moves
    them."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("meeting")
    seen = visible_to(actor, may.MOVE_ON, "scope__")
    waiting = cases.filter(seen, meeting=meeting_id, stage__in=NOT_BEGUN)
    return waiting.order_by("position", "reference").first()
