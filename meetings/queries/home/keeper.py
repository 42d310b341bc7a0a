"""The home of coordinator and chair."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import (
    ENDED,
    Action,
    Case,
    Referral,
    Stage,
    TriageDecision,
)
from meetings.queries.follow_up import (
    Counts,
    Row,
    count,
    followed,
    holidays_of,
    initials,
    rows_of,
    victim_names,
    with_case,
)
from meetings.queries.home.beginning import needed_first
from meetings.queries.home.left import LeftCase
from meetings.queries.home.meeting import (
    NextMeeting,
    dates_of,
    first_of,
    meetings_in_hand,
    next_meeting,
    of_meetings,
    under_way,
)
from meetings.queries.home.on_no_list import on_no_list
from meetings.queries.home.owed import to_complete
from meetings.queries.home.proposals import proposals_to_decide
from meetings.queries.home.telling import UntoldList, to_chase, untold_in_time
from meetings.queries.home.todo import Todo, by_words, end_of, first
from meetings.queries.home.waiting import waiting_cases
from meetings.queries.too_young import ages
from meetings.queries.triage.grounds import judge_cases
from meetings.queries.triage.list import STAGES, Waiting, last_decisions, row_of
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.queries.emergency import waiting_for_review

ROWS = 10  # of a list; the page of the step has them all


@dataclass(frozen=True)
class KeeperHome:
    first: list[Todo]
    waiting: list[Waiting]
    waiting_all: int
    returned: int  # referrals that wait for their referrers, and since when the oldest does
    returned_since: datetime | None
    allowed_days: int
    protocol_version: int
    meeting: NextMeeting | None
    to_decide: int  # proposals about people of its cases
    overdue: list[Row]
    counts: Counts
    untold: UntoldList
    left: list[LeftCase]
    dates: list[tuple[datetime, str]]


def keeper_home(actor: Actor) -> KeeperHome:
    """Return what to do, and the state of triage, the next meeting and the actions."""
    off = holidays_of(actor)
    referred_by = Referral.objects.filter(scope_id=OuterRef("pk")).values("agency_id")
    found = list(
        Case.objects.filter(visible_to(actor, may.TRIAGE_CASE, "scope__"), stage__in=STAGES)
        .select_related("protocol")
        .annotate(**victim_names("pk"), **ages(), referred_by=Subquery(referred_by[:1]))
        .order_by("submitted_at", "reference")
    )
    cases = [case for case in found if case.stage != Stage.RETURNED]
    returned = [case for case in found if case.stage == Stage.RETURNED]
    own = [one for one in returned if _may_complete(actor, one.referred_by)]
    some = cases[:ROWS]
    judged = judge_cases(actor, some)
    last = last_decisions([case.pk for case in some])
    waiting = [row_of(judged[one.pk], initials(one), last.get(one.pk), off) for one in some]
    all_in_hand = meetings_in_hand(actor)
    meetings = [one.meeting for one in all_in_hand]
    in_hand = first_of(all_in_hand)
    upcoming = next_meeting(actor, in_hand.meeting, off) if in_hand else None
    actions = followed(actor)
    counts = count(actions)
    late = rows_of(actor, oldest_of(actions), off)
    cases_waiting = waiting_cases(actor, meetings)
    untold = untold_in_time(cases_waiting.untold, off, ROWS)
    missing = upcoming.no_wishes if upcoming else {}
    show(
        actor,
        may.SEE_HOME,
        [
            *(case.pk for case in (*some, *own)),
            *(row.action.scope_id for row in late),
            *(row.case_id for row in untold.rows),
            *missing,
        ],
    )
    todo = [
        *(_decide(actor, row, last.get(row.case.pk)) for row in waiting),
        *map(to_complete, own),
        *proposals_to_decide(all_in_hand),
        *of_meetings(meetings, upcoming),
        *to_chase(untold),
        *_late_actions(counts, late),
        *needed_first(actor, in_hand),
    ]
    protocol = next(iter(cases), upcoming and upcoming.meeting)
    return KeeperHome(
        # A meeting under way, an opening in an emergency, a new incident, a death that may be an
        # error, and cases that a meeting left over or that are on none come before everything
        # else, however much is late. What has no day comes last.
        first=[
            *under_way(meetings),
            *_emergencies(actor),
            *cases_waiting.new,
            *on_no_list(actor),
            *cases_waiting.to_list,
            *first(item for item in todo if item),
            *cases_waiting.to_complete,
        ],
        waiting=waiting,
        waiting_all=len(cases),
        returned=len(returned),
        returned_since=min((case.stage_since for case in returned), default=None),
        allowed_days=protocol.protocol.triage_within if protocol else 0,
        protocol_version=protocol.protocol.version if protocol else 0,
        meeting=upcoming,
        to_decide=in_hand.to_decide if in_hand else 0,
        overdue=late,
        counts=counts,
        untold=untold,
        left=cases_waiting.left,
        dates=dates_of(meetings),
    )


def _may_complete(actor: Actor, agency_id: UUID | None) -> bool:
    """Return whether a coordinator may complete a returned referral of that agency."""
    return actor.role in may.WRITE_REFERRAL.roles and agency_id == actor.agency_id


def _emergencies(actor: Actor) -> list[Todo]:
    return [
        Todo(
            at=one.opened_at,
            title=_("Opened in an emergency"),
            why=_("%(person)s, %(agency)s. It waits for a review.")
            % {"person": one.user.name, "agency": one.agency.name},
            due=_("Today"),
            text=_("Review"),
            page="review_emergency",
            about=one.pk,
        )
        for one in waiting_for_review(actor)
    ]


def _decide(actor: Actor, row: Waiting, decision: TriageDecision | None) -> Todo | None:
    case = row.case
    if case.stage == Stage.DECLINING:
        if decision is None or decision.decided_by_id == actor.user_id:
            return None  # a second person decides
        return Todo(
            at=end_of(clock.today()),
            title=_("Second decision on %(reference)s") % {"reference": case.reference},
            why=_("%(person)s proposes to decline. A decline needs two people.")
            % {"person": decision.decided_by.name},
            due=_("Today"),
            text=_("Review"),
            page="triage",
            about=case.pk,
        )
    return Todo(
        at=row.wait.due_at,
        title=_("Decide on %(reference)s") % {"reference": case.reference},
        why=row.judged.by_count,
        due=by_words(row.wait.due_at),
        text=_("Decide"),
        page="triage",
        about=case.pk,
    )


def oldest_of(actions: QuerySet[Action]) -> list[Action]:
    """Return the most overdue actions."""
    late = actions.exclude(state__in=ENDED).filter(due_on__lt=clock.today())
    return list(with_case(late).order_by("due_on", "id")[:ROWS])


def _late_actions(counts: Counts, late: list[Row]) -> list[Todo]:
    if not late:
        return []
    oldest = late[0]
    return [
        Todo(
            at=end_of(clock.today()),
            title=ngettext(
                "%(number)s action is overdue", "%(number)s actions are overdue", counts.overdue
            )
            % {"number": counts.overdue},
            why=_("The oldest: %(agency)s, %(late)s.")
            % {"agency": oldest.action.agency.name, "late": oldest.late},
            due=_("Today"),
            text=_("See actions"),
            page="actions",
        )
    ]
