"""What agencies are reminded of today, for the job that reminds them, and what an area has set."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from meetings import permissions as may
from meetings.models import (
    ENDED,
    IS_OWED,
    Action,
    Case,
    Meeting,
    MeetingState,
    Protocol,
    ResearchAnswer,
    ResearchRequest,
)
from meetings.queries.paces import paces_of
from meetings.queries.research.requests import asked_for
from meetings.rules.phases import CLOSED
from meetings.rules.reminders import Pace, is_told_of_proposals, is_wanted
from meetings.rules.research import OPEN_STAGES
from sharing import clock
from sharing.access import expect, require, visible_to
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.models import Area

# While its list is out, and until it has heard its cases.
ASKS = (MeetingState.PUBLISHED, MeetingState.RUNNING)


def reminders_to_set(actor: Actor) -> Protocol | None:
    """Return the newest version of the area's rules, for somebody who may set its reminders."""
    require(actor, may.SEE_MEETINGS)
    expect(actor, may.SET_REMINDERS)
    return Protocol.objects.filter(area=actor.area_id).first()


def research_to_remind_of(actor: Actor) -> set[tuple[UUID, UUID]]:
    """Return the agencies that are reminded of research today, each with the meeting."""
    found: set[tuple[UUID, UUID]] = set()
    for area in Area.objects.all():
        if paces := paces_of(area):
            for meeting in Meeting.objects.filter(area=area, state__in=ASKS):
                owed = wanted_requests(owed_requests(actor, meeting), paces.research)
                found |= {(meeting.pk, request.agency_id) for request in owed}
    return found


def actions_to_remind_of(actor: Actor) -> set[UUID]:
    """Return the agencies that are reminded of their actions today."""
    found: set[UUID] = set()
    for area in Area.objects.all():
        if paces := paces_of(area):
            actions = open_actions(actor).filter(agency__area=area)
            found |= {action.agency_id for action in wanted_actions(actions, paces.actions)}
    return found


def proposals_to_tell_of(actor: Actor, day: date) -> dict[UUID, list[UUID]]:
    """Return, by meeting, the cases still to be heard of which that day tells: in which a new
    proposal waits, made since the working day before it or, if it is the working day before the
    meeting, in which any proposal waits."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, since FROM proposals_waiting()")
        since = dict(cursor.fetchall())
    cases = Case.objects.filter(
        visible_to(actor, may.NOTICE_SENT, "scope__"),
        pk__in=list(since),
        stage__in=OPEN_STAGES,
        scope__frozen=False,
        meeting__isnull=False,
    )
    off_in = {area.pk: days_off(area) for area in Area.objects.all()}
    of_meetings = cases.order_by("reference").values_list(
        "pk", "meeting_id", "meeting__starts_at", "meeting__area"
    )
    for case_id, meeting_id, starts_at, area_id in of_meetings:
        off = off_in[area_id]
        came, held = clock.day(since[case_id]), clock.day(starts_at)
        if is_told_of_proposals(came, held, today=day, off=off):
            found[meeting_id].append(case_id)
    return found


def owed_requests(actor: Actor, meeting: Meeting) -> QuerySet[ResearchRequest]:
    """Return the requests for this meeting that agencies have not answered. An agency that said
    until when it cannot check is not reminded before that day."""
    asked = asked_for([meeting], actor, may.CHASE_RESEARCH).filter(IS_OWED)
    return asked.exclude(answer=ResearchAnswer.NOT_YET, check_by__gte=clock.today())


def open_actions(actor: Actor) -> QuerySet[Action]:
    """Return the actions with a due date in cases that are neither closed nor on hold."""
    closed = Case.objects.filter(stage__in=CLOSED).values("scope_id")
    return (
        Action.objects.filter(
            visible_to(actor, may.REMIND_OF_ACTIONS, "scope__"),
            scope__frozen=False,
            due_on__isnull=False,
        )
        .exclude(state__in=ENDED)
        .exclude(scope_id__in=closed)
    )


def wanted_requests(requests: QuerySet[ResearchRequest], pace: Pace) -> list[ResearchRequest]:
    """Return those of which a reminder goes out today."""
    return [one for one in requests if _is_wanted(clock.day(one.due_at), one.reminded_at, pace)]


def wanted_actions(actions: QuerySet[Action], pace: Pace) -> list[Action]:
    """Return those of which a reminder goes out today."""
    return [one for one in actions if one.due_on and _is_wanted(one.due_on, one.reminded_at, pace)]


def _is_wanted(due: date, reminded_at: datetime | None, pace: Pace) -> bool:
    reminded_on = clock.day(reminded_at) if reminded_at else None
    return is_wanted(due, reminded_on, today=clock.today(), pace=pace)
