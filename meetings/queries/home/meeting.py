"""The meetings as their keepers see them at home: how ready the next one is, and what is due."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, ResearchRequest, Voice
from meetings.queries.case import day_of
from meetings.queries.home.todo import Todo, by_words
from meetings.rules.calendar import length
from meetings.rules.listing import OVER
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
class Owing:
    """An agency that owes research, in numbers."""

    agency: str
    answered: int
    begun: int
    not_opened: int


@dataclass(frozen=True)
class ResearchCount:
    known: int
    not_known: int
    begun: int
    not_opened: int
    owing: list[Owing]
    others: int

    @property
    def answered(self) -> int:
        return self.known + self.not_known

    @property
    def asked(self) -> int:
        return self.answered + self.begun + self.not_opened

    @property
    def shares(self) -> list[tuple[str, int, str]]:
        return [
            ("in", self.known, _("with information")),
            ("nil", self.not_known, _("not known")),
            ("part", self.begun, _("begun")),
            ("none", self.not_opened, _("not opened")),
        ]


@dataclass(frozen=True)
class NextMeeting:
    meeting: Meeting
    checks: list[Check]
    research: ResearchCount
    working_days: int
    no_wishes: dict[UUID, str]


def meetings_in_hand(actor: Actor) -> list[Meeting]:
    """Return those still to come, and those whose minutes are not agreed."""
    return list(
        Meeting.objects.filter(area=actor.area_id)
        .filter(
            Q(starts_at__gte=clock.now()) | Q(state__in=[MeetingState.HELD, MeetingState.RUNNING])
        )
        .exclude(state=MeetingState.AGREED)
        .select_related("protocol")[:FEW]
    )


def next_meeting(actor: Actor, meeting: Meeting, off: Container[date]) -> NextMeeting:
    """Return how ready a meeting is."""
    cases = Case.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"), meeting=meeting)
    voiced = Exists(Voice.objects.filter(scope_id=OuterRef("pk"), party__role=PartyRole.VICTIM))
    found = list(cases.values_list("pk", "reference", voiced))
    number = len(found)
    # Whose wishes nobody recorded yet.
    missing = {pk: reference for pk, reference, known in found if not known}
    research = _research(actor, meeting)
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
            ngettext(
                "%(number)s answer is missing", "%(number)s answers are missing", _missing(research)
            )
            % {"number": _missing(research)}
            if research.asked
            else _("Asked for when the list is out"),
            bool(research.asked) and not _missing(research),
        ),
        Check(
            _("Victims’ wishes"),
            _("%(number)s of %(all)s recorded") % {"number": number - len(missing), "all": number},
            bool(number) and not missing,
        ),
    ]
    held = clock.day(meeting.starts_at)
    days = working_days_between(clock.today(), held, off)
    return NextMeeting(meeting, checks, research, days, missing)


def _missing(research: ResearchCount) -> int:
    return research.begun + research.not_opened


def _research(actor: Actor, meeting: Meeting) -> ResearchCount:
    rows = (
        ResearchRequest.objects.filter(
            visible_to(actor, may.READ_RESEARCH, "scope__"), meeting=meeting
        )
        .order_by()
        .values("agency__name")
        .annotate(
            known=Count("pk", filter=Q(submitted_at__isnull=False) & ~Q(answer="not_known")),
            nil=Count("pk", filter=Q(submitted_at__isnull=False, answer="not_known")),
            begun=Count("pk", filter=Q(submitted_at__isnull=True, opened_at__isnull=False)),
            unopened=Count("pk", filter=Q(submitted_at__isnull=True, opened_at__isnull=True)),
        )
    )
    agencies = [
        Owing(row["agency__name"], row["known"] + row["nil"], row["begun"], row["unopened"])
        for row in rows
    ]
    owing = [one for one in agencies if one.begun or one.not_opened]
    owing.sort(key=lambda one: (-one.not_opened, -one.begun, one.agency))
    return ResearchCount(
        sum(row["known"] for row in rows),
        sum(row["nil"] for row in rows),
        sum(one.begun for one in agencies),
        sum(one.not_opened for one in agencies),
        owing,
        len(agencies) - len(owing),
    )


def of_meetings(meetings: list[Meeting], upcoming: NextMeeting | None) -> list[Todo]:
    """Return what the meetings ask to be done."""
    found = [_minutes(one) for one in meetings if one.state == MeetingState.HELD]
    if upcoming is None:
        return found
    meeting, research, missing = upcoming.meeting, upcoming.research, upcoming.no_wishes
    if meeting.state == MeetingState.PLANNED and meeting.list_out_at - clock.now() < SOON:
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
    """Return what comes in the next weeks, by date."""
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
            (meeting.research_due_at, _("Research due, %(time)s") % {"time": due}),
            (meeting.starts_at, _("Meeting, %(time)s") % {"time": start}),
        ]
    return sorted((one for one in found if one[0] >= now), key=lambda one: one[0])[: FEW + 1]
