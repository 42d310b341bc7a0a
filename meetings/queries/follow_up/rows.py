"""Actions as rows of a list, with the facts that their agency needs to do them safely."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Action, ActionState, Case, ForWhom
from meetings.queries.contact import ContactStrip, contact_strips
from meetings.rules.follow_up import Saying, is_late, to_say
from meetings.rules.working_days import working_days_between
from sharing import clock
from sharing.actor import Actor
from sharing.bank_holidays import bank_holidays, days_off
from sharing.models import Area, Party, PartyRole
from sharing.work import current

WEEK = timedelta(days=7)
COLOURS = {
    ActionState.OPEN: "grey",
    ActionState.IN_PROGRESS: "blue",
    ActionState.COMPLETED: "green",
    ActionState.NOT_POSSIBLE: "grey",
    ActionState.NOT_DONE: "red",
}


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
        """Return what the reader may record about it."""
        if not self.mine:
            return Saying.NOTHING
        return to_say(state=self.action.state, before_meeting=self.action.before_meeting)


def with_case(actions: QuerySet[Action]) -> QuerySet[Any]:
    """Return these actions with the reference and the victim's names of their case."""
    cases = Case.objects.filter(pk=OuterRef("scope_id")).order_by()
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
    """Return these actions as rows, with the safe way of contact if they are shown in full. The
    door was asked about their cases before."""
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
            actor.role in may.UPDATE_ACTION.roles
            and (action.agency_id == actor.agency_id or actor.role in may.KEEPERS),
        )
        for action in actions
    ]


def holidays_of(actor: Actor) -> Container[date]:
    """Return the days off of the actor's area."""
    area = Area.objects.filter(Q(pk=actor.area_id)).first()
    return days_off(area) if area else bank_holidays("ENG")


def due_words(due_on: date | None, today: date) -> str:
    """Return a due date in everyday words."""
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
    """Return how late an open action is, in working days, or an empty text."""
    if action.due_on is None or not is_late(state=action.state, due_on=action.due_on, today=today):
        return ""
    return days_late(action.due_on, today, off)


def days_late(due_on: date, today: date, off: Container[date]) -> str:
    """Return how late something is that was due before today, in working days."""
    # What was due on Friday is late on Saturday, though not by a whole working day.
    days = max(1, working_days_between(due_on, today, off))
    return ngettext("%(number)s working day late", "%(number)s working days late", days) % {
        "number": days
    }
