"""The calendar of meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Protocol
from meetings.queries.case import on_the_list
from meetings.queries.hearing.not_minuted import not_minuted
from meetings.rules.calendar import Day, length, meeting_days, minutes_needed
from meetings.rules.listing import OVER
from sharing import clock
from sharing.access import expect, require, visible_to
from sharing.access import may as may_do
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.models import Area
from sharing.roles import Role

PAST = 12  # past meetings that are shown
NEXT = 6  # days of the pattern that are shown before they are planned

COLOURS = {
    MeetingState.PLANNED: "grey",
    MeetingState.PUBLISHED: "blue",
    MeetingState.RUNNING: "blue",
    MeetingState.HELD: "yellow",
    MeetingState.AGREED: "green",
    MeetingState.CALLED_OFF: "grey",
}


@dataclass(frozen=True)
class MeetingRow:
    meeting: Meeting
    cases: int
    colour: str
    length: str
    not_minuted: int = 0  # cases whose minutes wait, though those of the others are agreed

    @property
    def ends_at(self) -> datetime:
        needed = minutes_needed(self.cases, self.meeting.protocol.minutes_per_case)
        return self.meeting.starts_at + timedelta(minutes=needed)


@dataclass(frozen=True)
class MeetingsPage:
    coming: list[MeetingRow]
    past: list[MeetingRow]
    # Days of the pattern that have no meeting yet, for those who plan.
    days: list[Day]
    plans: bool
    reminds: bool  # whether this reader sets when agencies are reminded
    counts: bool  # whether this reader sees how many cases a meeting has
    one_alone: bool  # whether this reader sees only the one that they are admitted to


def meetings_page(actor: Actor) -> MeetingsPage:
    """Return the meetings that the actor may know of. Numbers count the cases that they may see."""
    require(actor, may.SEE_MEETINGS)
    meetings = meetings_of(actor).select_related("protocol")
    now = clock.now()
    over = Q(state__in=OVER) | Q(starts_at__lt=now - timedelta(days=1))
    coming = list(meetings.exclude(over))
    past = list(meetings.filter(over).order_by("-starts_at")[:PAST])
    numbers = numbers_of(actor, [*coming, *past])
    waiting = not_minuted(actor, past)
    plans = may_do(actor, may.PLAN_MEETINGS).allowed
    return MeetingsPage(
        [row_of(meeting, numbers) for meeting in coming],
        [row_of(meeting, numbers, waiting) for meeting in past],
        _days(actor) if plans else [],
        plans,
        may_do(actor, may.SET_REMINDERS).allowed,
        actor.role in may.SEE_LIST.roles,
        actor.role is Role.OBSERVER,
    )


def meetings_to_plan(actor: Actor) -> list[Day]:
    """Return the next days of the pattern without a meeting. Raises `Refused` for an actor who
    plans none."""
    require(actor, may.SEE_MEETINGS)
    expect(actor, may.PLAN_MEETINGS)
    return _days(actor)


def meetings_of(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings of the actor's area; for an observer, the one that they are admitted to,
    until it is over."""
    meetings = Meeting.objects.filter(area_id=actor.area_id)
    if actor.role is not Role.OBSERVER:
        return meetings
    return meetings.filter(pk__in=[actor.admitted_to]).exclude(state__in=OVER)


def occasion_at(actor: Actor, meeting_id: UUID | None) -> str | None:
    """Return what that meeting is called; None if there is no identifier, and an empty text for a
    meeting of which the actor may not know."""
    if meeting_id is None:
        return None
    meeting = meetings_of(actor).filter(pk=meeting_id).first()
    if meeting is None:
        return ""
    return _("Meeting of %(day)s") % {"day": date_format(localdate(meeting.starts_at))}


def numbers_of(actor: Actor, meetings: Iterable[Meeting]) -> dict[UUID, int]:
    """Return how many cases of each meeting the actor may see."""
    cases = Case.objects.filter(
        visible_to(actor, may.SEE_LIST, "scope__"), meeting__in=meetings
    ).filter(on_the_list())
    rows = cases.order_by().values_list("meeting").annotate(number=Count("pk"))
    return dict(rows)


def row_of(
    meeting: Meeting, numbers: dict[UUID, int], waiting: dict[UUID, int] | None = None
) -> MeetingRow:
    """Return a meeting with its size, and how many of its cases wait for their minutes."""
    not_agreed = (waiting or {}).get(meeting.pk, 0)
    cases = numbers.get(meeting.pk, 0)
    colour = COLOURS[MeetingState(meeting.state)]
    return MeetingRow(
        meeting, cases, colour, length(cases, meeting.protocol.minutes_per_case), not_agreed
    )


def _days(actor: Actor) -> list[Day]:
    protocol = Protocol.objects.filter(
        area_id=actor.area_id, in_force_from__lte=clock.today()
    ).first()
    if protocol is None:
        return []
    regular = Meeting.objects.filter(area_id=actor.area_id, extra=False)
    taken: set[date] = {localdate(one) for one in regular.values_list("starts_at", flat=True)}
    off = days_off(Area.objects.get(pk=actor.area_id))
    days = meeting_days(
        protocol.first_meeting_on, protocol.every_days, after=clock.today(), off=off
    )
    return list(islice((day for day in days if day.on not in taken), NEXT))
