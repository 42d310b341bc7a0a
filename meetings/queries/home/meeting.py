"""The meetings on their keepers' home: how ready the next one is, and what is due."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Voice
from meetings.queries.case import day_of, on_the_list
from meetings.queries.home.beginning import services_of
from meetings.queries.home.in_hand import InHand
from meetings.queries.home.proposals import to_decide
from meetings.queries.home.research import (
    ResearchCount,
    core_agencies,
    count_research,
    words_of_research,
)
from meetings.queries.home.todo import Todo, by_words
from meetings.queries.joined import has_any
from meetings.queries.too_young import AGES, ages
from meetings.rules.calendar import length
from meetings.rules.listing import BEFORE, OVER
from meetings.rules.working_days import working_days_between
from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import PartyRole

FEW = 5
SOON = timedelta(days=2)


@dataclass(frozen=True)
class Check:
    """One thing that the next meeting needs, and whether it is there."""

    name: str
    detail: str
    ready: bool


@dataclass(frozen=True)
class NextMeeting:
    meeting: Meeting
    cases: int
    checks: list[Check]
    research: ResearchCount
    working_days: int
    no_wishes: dict[UUID, str]

    @property
    def is_running(self) -> bool:
        return self.meeting.state == MeetingState.RUNNING

    @property
    def is_today(self) -> bool:
        return clock.day(self.meeting.starts_at) == clock.today()


def meetings_in_hand(actor: Actor) -> list[InHand]:
    """Return the meetings of today or later, and those whose minutes are not agreed."""
    cases = Case.objects.filter(
        visible_to(actor, may.VIEW_CASE, "scope__"), meeting=OuterRef("pk")
    ).filter(on_the_list())
    meetings = (
        Meeting.objects.filter(area=actor.area_id)
        .filter(
            Q(starts_at__date__gte=clock.today())
            | Q(state__in=[MeetingState.HELD, MeetingState.RUNNING])
        )
        .exclude(state__in=[MeetingState.AGREED, MeetingState.CALLED_OFF])
        .select_related("protocol")
        .annotate(
            has_cases=Exists(cases), to_decide=to_decide(actor), has_idva=Exists(services_of(actor))
        )
    )
    return [InHand(one, one.has_cases, one.to_decide, one.has_idva) for one in meetings]


def first_of(meetings: list[InHand]) -> InHand | None:
    """Return the meeting that is next in hand: one under way; otherwise the next with a case,
    because an empty one needs nothing yet; otherwise the next."""
    running = [one for one in meetings if one.meeting.state == MeetingState.RUNNING]
    ahead = [one for one in meetings if one.meeting.state in BEFORE]
    with_cases = [one for one in ahead if one.has_cases]
    return next(iter([*running, *with_cases, *ahead]), None)


def next_meeting(actor: Actor, meeting: Meeting, off: Container[date]) -> NextMeeting:
    """Return how ready a meeting is."""
    cases = Case.objects.filter(
        visible_to(actor, may.VIEW_CASE, "scope__"), on_the_list(), meeting=meeting
    )
    victims = Voice.objects.filter(party__role=PartyRole.VICTIM)
    voiced = ExpressionWrapper(has_any(victims), output_field=BooleanField())
    core = core_agencies(meeting.area_id)
    named = ("pk", "reference", "stage", "voiced", "core", *AGES)
    found = list(cases.annotate(voiced=voiced, core=core, **ages()).values(*named))
    number = len(found)
    # Cases without recorded wishes.
    missing = {one["pk"]: one["reference"] for one in found if not one["voiced"]}
    research = count_research(actor, meeting, found)
    out = meeting.state != MeetingState.PLANNED
    checks = [
        Check(
            _("Running order"),
            ngettext("%(number)s case, %(length)s", "%(number)s cases, %(length)s", number)
            % {"number": number, "length": length(number, meeting.protocol.minutes_per_case)},
            bool(number),
        ),
        Check(
            _("List"),
            _("Out to all agencies")
            if out
            else _("Goes out %(day)s") % {"day": day_of(meeting.list_out_at)},
            out,
        ),
        Check(
            _("Research"),
            words_of_research(research),
            research.is_complete,
        ),
        Check(
            _("Victims’ wishes"),
            _("%(number)s of %(all)s recorded") % {"number": number - len(missing), "all": number},
            bool(number) and not missing,
        ),
    ]
    held = clock.day(meeting.starts_at)
    days = working_days_between(clock.today(), held, off)
    return NextMeeting(meeting, number, checks, research, days, missing)


def of_meetings(meetings: list[Meeting], upcoming: NextMeeting | None) -> list[Todo]:
    """Return the to-do lines of the meetings."""
    found = [_minutes(one) for one in meetings if one.state == MeetingState.HELD]
    if upcoming is None:
        return found
    meeting, research, missing = upcoming.meeting, upcoming.research, upcoming.no_wishes
    planned = meeting.state == MeetingState.PLANNED and upcoming.cases
    if planned and meeting.list_out_at - clock.now() < SOON:
        found.append(
            Todo(
                at=meeting.list_out_at,
                title=_("Publish the list of %(day)s") % {"day": day_of(meeting.starts_at)},
                why=_("Agencies are asked for research when it is out."),
                due=by_words(meeting.list_out_at),
                text=_("Publish"),
                page="meeting",
                about=meeting.pk,
            )
        )
    if research.owing:
        worst = research.owing[0]
        asked = worst.answered + worst.begun + worst.not_opened
        found.append(
            Todo(
                at=meeting.research_due_at,
                title=_("Chase %(agency)s") % {"agency": worst.agency},
                why=_("%(number)s of %(all)s cases not answered, %(unopened)s not opened.")
                % {
                    "number": worst.begun + worst.not_opened,
                    "all": asked,
                    "unopened": worst.not_opened,
                },
                due=by_words(meeting.research_due_at),
                text=_("See research"),
                page="research_grid",
                about=meeting.pk,
            )
        )
    if missing:
        references = list(missing.values())
        at = meeting.research_due_at
        if len(references) == 1:
            title = _("No victim’s wishes yet for %(reference)s") % {"reference": references[0]}
        else:
            title = _("No victim’s wishes yet for %(number)s cases") % {"number": len(references)}
        found.append(
            Todo(
                at=at,
                title=title,
                why=_("Ask the IDVA service: the meeting begins with what the victim wants."),
                due=by_words(at),
                text=_("Open the meeting") if len(references) > 1 else _("Open the case"),
                page="meeting" if len(references) > 1 else "case",
                about=meeting.pk if len(references) > 1 else next(iter(missing)),
            )
        )
    return found


def under_way(meetings: list[Meeting]) -> list[Todo]:
    """Return the meetings that have begun and not ended, which come before everything else."""
    return [
        Todo(
            at=one.started_at or one.starts_at,
            title=_("The meeting of %(day)s is under way") % {"day": day_of(one.starts_at)},
            why=_("Each case is heard or moved to another meeting, then the meeting is ended."),
            due=_("Now"),
            text=_("Go to the meeting"),
            page="meeting_opening",
            about=one.pk,
        )
        for one in meetings
        if one.state == MeetingState.RUNNING
    ]


def _minutes(meeting: Meeting) -> Todo:
    return Todo(
        at=meeting.minutes_due_at,
        title=_("Minutes of %(day)s") % {"day": day_of(meeting.starts_at)},
        why=_("Actions are followed up when the chair has agreed them."),
        due=by_words(meeting.minutes_due_at),
        text=_("Open the minutes"),
        page="meeting_minutes",
        about=meeting.pk,
    )


def dates_of(meetings: list[Meeting]) -> list[tuple[datetime, str]]:
    """Return the dates of the next weeks."""
    now = clock.now()
    found = []
    for meeting in meetings:
        day = date_format(clock.day(meeting.starts_at), "j F")
        start = time_format(timezone.localtime(meeting.starts_at))
        due = time_format(timezone.localtime(meeting.research_due_at))
        found.append((meeting.minutes_due_at, _("Minutes of %(day)s due") % {"day": day}))
        if meeting.state in OVER:  # it may have been held before its time
            continue
        found += [
            (meeting.referrals_close_at, _("Referrals close for %(day)s") % {"day": day}),
            (meeting.list_out_at, _("List of %(day)s goes out") % {"day": day}),
            (
                meeting.research_due_at,
                _("Research for %(day)s due, %(time)s") % {"day": day, "time": due},
            ),
            (meeting.starts_at, _("Meeting, %(time)s") % {"time": start}),
        ]
    return sorted((one for one in found if one[0] >= now), key=lambda one: one[0])[: FEW + 1]
