"""Actions and how they stand."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import ENDED, Action, ActionState, ActionUpdate, Case, ForWhom, Meeting
from meetings.queries.case import CaseBar, ContactStrip, case_bar, contact_strips, open_case
from meetings.queries.hidden import refusal
from meetings.rules.follow_up import Saying, is_late, to_say
from meetings.rules.listing import OVER
from meetings.rules.working_days import add_working_days, working_days_between
from sharing import clock
from sharing.access import require, show, visible_to
from sharing.actor import Actor
from sharing.bank_holidays import bank_holidays
from sharing.events import Event
from sharing.models import Agency, Area, Party, PartyRole
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.work import Refused, current

PER_PAGE = 100
WEEK = timedelta(days=7)
COLOURS = {
    ActionState.OPEN: "grey",
    ActionState.IN_PROGRESS: "blue",
    ActionState.COMPLETED: "green",
    ActionState.NOT_POSSIBLE: "grey",
    ActionState.NOT_DONE: "red",
}


def case_of(actor: Actor, action_id: UUID, event: Event) -> UUID:
    """Return which case an action belongs to, for the gate to decide on."""
    case_id = Action.objects.filter(pk=action_id).values_list("scope_id", flat=True).first()
    if case_id is None:
        raise refusal(actor, may.UPDATE_ACTION, action_id, event)
    return case_id


def check_own(actor: Actor, action: Action, event: Event) -> None:
    """Refuse whoever may see the case but not speak for this action's agency."""
    if actor.role not in may.KEEPERS and action.agency_id != actor.agency_id:
        raise Refused(Reason.NOT_OWN_AGENCY, event, action.scope_id)


@dataclass(frozen=True)
class ActionPage:
    """One action with its case, and what was said of it so far."""

    action: Action
    row: "Row"
    bar: CaseBar
    updates: list[ActionUpdate]


def action_page(actor: Actor, action_id: UUID) -> ActionPage:
    """Return an action that the actor may update, its case noted as read."""
    event = may.UPDATE_ACTION.event
    case = open_case(actor, case_of(actor, action_id, event), may.SEE_ACTIONS, may.UPDATE_ACTION)
    action = with_case(Action.objects.all()).get(pk=action_id)
    check_own(actor, action, event)
    current().items.add(action_id)
    updates = ActionUpdate.objects.filter(action=action).select_related("author")
    return ActionPage(
        action, rows_of(actor, [action], holidays_of(actor))[0], case_bar(case), list(updates)
    )


@dataclass(frozen=True)
class Row:
    """One action of a list, with what its agency needs to do it safely."""

    action: Action
    reference: str
    initials: str
    due: str
    late: str = ""
    # Repeated in full on what touches the victim.
    safe: ContactStrip | None = None
    mine: bool = False

    @property
    def colour(self) -> str:
        return COLOURS[ActionState(self.action.state)]

    @property
    def saying(self) -> Saying:
        """What the reader may say of it."""
        if not self.mine:
            return Saying.NOTHING
        return to_say(state=self.action.state, before_meeting=self.action.before_meeting)


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
    """Return the actions that the actor follows, on cases that are not on hold: their agency's,
    as a keeper all, as a referrer those of their own referrals."""
    actions = Action.objects.filter(
        visible_to(actor, may.SEE_ACTIONS, "scope__"), scope__frozen=False
    )
    if actor.role in may.AGENCIES:
        actions = actions.filter(agency=actor.agency_id)
    return actions


def action_list(actor: Actor, asked: Filter) -> ActionList:
    """Return actions by how soon they are due, the latest first, then what ended."""
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


def with_case(actions: QuerySet[Action]) -> QuerySet[Any]:
    """Return these actions with what a row says of their case: reference and victim's names."""
    cases = Case.objects.filter(pk=OuterRef("scope_id"))
    return actions.select_related("agency", "party").annotate(
        reference=Subquery(cases.values("reference")), **victim_names()
    )


def victim_names(path: str = "scope_id") -> dict[str, Subquery]:
    """Return the names of the victim of the case at `path`, as annotations for lists."""
    victims = Party.objects.filter(
        scope_id=OuterRef(path), role=PartyRole.VICTIM, ended_on__isnull=True
    )
    return {
        "victim_given": Subquery(victims.values("given_name")[:1]),
        "victim_family": Subquery(victims.values("family_name")[:1]),
    }


def initials(row: Any) -> str:
    """Return the initials of the victim of an annotated row."""
    names = (row.victim_given, row.victim_family)
    return "".join(name[0].upper() for name in names if name)


def rows_of(
    actor: Actor, actions: list[Any], off: Container[date], *, in_full: bool = False
) -> list[Row]:
    """Return these actions of cases that were let through before as rows, with the safe way of
    contact where they are shown in full."""
    current().items.update(action.pk for action in actions)
    touching = {one.scope_id for one in actions if in_full and one.for_whom == ForWhom.VICTIM}
    strips = contact_strips(touching) if touching else {}
    today = clock.today()
    return [
        Row(
            action,
            action.reference,
            initials(action),
            due_words(action.due_on, today),
            late_words(action, today, off),
            strips.get(action.scope_id) if action.for_whom == ForWhom.VICTIM else None,
            action.agency_id == actor.agency_id or actor.role in may.KEEPERS,
        )
        for action in actions
    ]


def holidays_of(actor: Actor) -> Container[date]:
    """Return the bank holidays of the actor's area."""
    area = Area.objects.filter(Q(pk=actor.area_id)).values_list("holidays", flat=True).first()
    return bank_holidays(area or "ENG")


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


def due_words(due_on: date | None, today: date) -> str:
    """Return when something is due as people say it."""
    if due_on is None:
        return _("No due date")
    if due_on == today:
        return _("Due today")
    if due_on == today + timedelta(days=1):
        return _("Due tomorrow")
    if today < due_on < today + WEEK:
        return _("Due %(day)s") % {"day": date_format(due_on, "l")}
    return _("Due %(day)s") % {"day": date_format(due_on, "l j F")}


def late_words(action: Action, today: date, off: Container[date]) -> str:
    """Return how late an open action is, in working days, or nothing."""
    if action.due_on is None or not is_late(state=action.state, due_on=action.due_on, today=today):
        return ""
    # Due on a Friday and looked at on the Saturday: late, if by no whole working day.
    days = max(1, working_days_between(action.due_on, today, off))
    return ngettext("%(number)s working day late", "%(number)s working days late", days) % {
        "number": days
    }


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
