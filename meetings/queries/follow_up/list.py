"""Actions by how soon they are due."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import ENDED, Action, Meeting
from meetings.queries.follow_up.rows import WEEK, Row, holidays_of, rows_of, with_case
from meetings.rules.listing import OVER
from meetings.rules.working_days import add_working_days
from sharing import clock
from sharing.access import require, show, visible_to
from sharing.actor import Actor
from sharing.models import Agency
from sharing.roles import Role

PER_PAGE = 100


@dataclass(frozen=True)
class Group:
    heading: str
    rows: list[Row]
    late: bool = False


@dataclass(frozen=True)
class Filter:
    """Which actions to list: of one agency or of all that the actor sees, open or ended."""

    agency_id: UUID | None = None
    ended: bool = False
    page: int = 1


@dataclass(frozen=True)
class Counts:
    open: int = 0
    overdue: int = 0
    ended: int = 0


@dataclass(frozen=True)
class ActionList:
    groups: list[Group]
    counts: Counts
    page: Page
    asked: Filter
    whose: str
    meeting: Meeting | None
    states_by: date | None


def followed(actor: Actor) -> QuerySet[Action]:
    """Return the actions that the actor follows, on cases that are not on hold: those of their
    agency; for a keeper, all; for a referrer, those of their own referrals."""
    actions = Action.objects.filter(
        visible_to(actor, may.SEE_ACTIONS, "scope__"), scope__frozen=False
    )
    if actor.role in may.AGENCIES:
        actions = actions.filter(agency=actor.agency_id)
    return actions


def action_list(actor: Actor, asked: Filter) -> ActionList:
    """Return a page of open actions by how soon they are due, the most overdue first; or of ended
    ones."""
    require(actor, may.LIST_ACTIONS)
    actions = followed(actor)
    if asked.agency_id and actor.role in may.KEEPERS:
        actions = actions.filter(agency_id=asked.agency_id)
    counts = count(actions)
    if asked.ended:
        chosen = actions.filter(state__in=ENDED).order_by("-ended_on", "id")
    else:
        chosen = actions.exclude(state__in=ENDED).order_by(F("due_on").asc(nulls_last=True), "id")
    page = Paginator(with_case(chosen), PER_PAGE).get_page(asked.page)
    off = holidays_of(actor)
    shown = list(page)
    show(actor, may.LIST_ACTIONS, {action.scope_id for action in shown})
    rows = rows_of(actor, shown, off, in_full=True)
    meeting = next_meeting(actor)
    return ActionList(
        groups=_ended(rows) if asked.ended else _groups(rows),
        counts=counts,
        page=page,
        asked=asked,
        whose="" if actor.role in (*may.KEEPERS, Role.REFERRER) else actor.agency_name,
        meeting=meeting,
        states_by=_states_by(meeting, off),
    )


def agencies_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies whose actions the actor can choose to see, by identifier."""
    if actor.role not in may.KEEPERS:
        return []
    return [(str(one.pk), one.name) for one in Agency.objects.filter(area=actor.area_id)]


def count(actions: QuerySet[Action]) -> Counts:
    """Return how many are open, overdue and ended."""
    still = ~Q(state__in=ENDED)
    return Counts(
        **actions.order_by().aggregate(
            open=Count("pk", filter=still),
            overdue=Count("pk", filter=still & Q(due_on__lt=clock.today())),
            ended=Count("pk", filter=~still),
        )
    )


def next_meeting(actor: Actor) -> Meeting | None:
    """Return the next meeting to come of the actor's area."""
    return (
        Meeting.objects.filter(area=actor.area_id, starts_at__gte=clock.now())
        .exclude(state__in=OVER)  # one that was held before its time
        .select_related("protocol")
        .first()
    )


def _states_by(meeting: Meeting | None, off: Container[date]) -> date | None:
    if meeting is None:
        return None
    held = clock.day(meeting.starts_at)
    return add_working_days(held, -meeting.protocol.actions_due, off)


def _groups(rows: list[Row]) -> list[Group]:
    today = clock.today()
    week = today + WEEK
    late = [row for row in rows if row.late]
    rest = [row for row in rows if not row.late]
    dated = [(row, row.action.due_on) for row in rest if row.action.due_on]
    found = [
        Group(_("Overdue"), late, late=True),
        Group(_("Due today"), [row for row, due in dated if due == today]),
        Group(_("Next 7 days"), [row for row, due in dated if today < due < week]),
        Group(_("Later"), [row for row, due in dated if due >= week]),
        Group(_("No due date"), [row for row in rest if row.action.due_on is None]),
    ]
    return [group for group in found if group.rows]


def _ended(rows: list[Row]) -> list[Group]:
    return [Group(_("Ended"), rows)] if rows else []
