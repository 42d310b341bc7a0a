"""What an agency may say of its action, and when an action is late."""

from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import ENDED, ActionState, Stage
from meetings.rules.phases import CLOSED
from sharing.rules import RuleBroken

# How an action can be said to stand; it is never made untouched again.
SAYABLE = (ActionState.IN_PROGRESS, *ENDED)

NOTE_MISSING: dict[str, Promise] = {
    ActionState.IN_PROGRESS: _("Say what comes next"),
    ActionState.COMPLETED: _("Say what the outcome was"),
    ActionState.NOT_POSSIBLE: _("Say what changed"),
    ActionState.NOT_DONE: _("Say why it was not done"),
}


class Saying(StrEnum):
    """What can be said of an action by whoever may speak for its agency."""

    UPDATE = "update"
    CORRECT = "correct"  # it has ended; what was said of that was a slip
    NOTHING = ""


def to_say(*, state: str, before_meeting: bool) -> Saying:
    """Return what can be said of an action. What was done before the meeting stands as it was
    told: it is no action of the plan."""
    if state not in ENDED:
        return Saying.UPDATE
    return Saying.NOTHING if before_meeting else Saying.CORRECT


def check_update(
    *,
    stage: str,
    saying: Saying,
    state: str,
    note: str,
    ended_on: date | None,
    today: date,
) -> date | None:
    """Return the day on which the action ended, if it did. Raises `RuleBroken`."""
    if stage in CLOSED:
        raise RuleBroken(_("This case is closed, so its actions no longer change."))
    if not saying:
        raise RuleBroken(_("This was done before the meeting, so there is nothing to update."))
    if state not in SAYABLE:
        raise RuleBroken(_("Say how the action stands."), field="state")
    if not note.strip():
        raise RuleBroken(NOTE_MISSING[state], field="note")
    if state not in ENDED:
        return None
    day = ended_on or today
    if day > today:
        raise RuleBroken(_("The day on which it ended cannot be in the future"), field="ended_on")
    return day


def is_late(*, state: str, due_on: date | None, today: date) -> bool:
    """Return whether an action is still open after its due date."""
    return state not in ENDED and due_on is not None and due_on < today


def check_development(*, stage: str, kind: str, happened_on: date, today: date) -> None:
    """Raise `RuleBroken` where this cannot be added: what has not happened is no incident."""
    if stage in (Stage.DRAFT, Stage.STOPPED):
        raise RuleBroken(_("This referral is not submitted. Write it into the referral itself."))
    if kind == "incident" and happened_on > today:
        raise RuleBroken(_("The date of an incident cannot be in the future"), field="happened_on")
