"""The updates that an agency can make to its action, and when an action is late."""

from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import ENDED, ActionState, Stage
from meetings.rules.phases import CLOSED
from sharing.rules import RuleBroken, Together

# The states that an update can give to an action; it never becomes untouched again.
SAYABLE = (ActionState.IN_PROGRESS, *ENDED)

# Years from today, in which an incident or order can be.
LONG_AGO, FAR_AHEAD = 100, 10

NOTE_MISSING: dict[str, Promise] = {
    ActionState.IN_PROGRESS: _("Say what comes next"),
    ActionState.COMPLETED: _("Say what the outcome was"),
    ActionState.NOT_POSSIBLE: _("Say what changed"),
    ActionState.NOT_DONE: _("Say why it was not done"),
}


class Saying(StrEnum):
    """The updates that somebody who may speak for its agency can make to an action."""

    UPDATE = "update"
    CORRECT = "correct"  # it has ended; the earlier update was a slip
    NOTHING = ""


def to_say(*, state: str, before_meeting: bool) -> Saying:
    """Return the kind of update that an action can have. An action taken before the meeting stays
    as it was reported, because it is no action of the plan."""
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
    recorded_on: date,
    today: date,
) -> date | None:
    """Return the day on which the action ended, if it did. Raises `RuleBroken`."""
    if stage in CLOSED:
        raise RuleBroken(_("This case is closed, so its actions no longer change."))
    if not saying:
        raise RuleBroken(_("This was done before the meeting, so there is nothing to update."))
    if state not in SAYABLE:
        raise RuleBroken(_("Say how the action stands."), field="state")
    rules = Together()
    with rules.one():
        if not note.strip():
            raise RuleBroken(NOTE_MISSING[state], field="note")
    day = (ended_on or today) if state in ENDED else None
    with rules.one():
        check_end(day, recorded_on=recorded_on, today=today)
    rules.check()
    return day


def check_end(day: date | None, *, recorded_on: date | None = None, today: date) -> None:
    """Raise `RuleBroken` if an action would end in the future, or before it was recorded."""
    if day is None:
        return
    if day > today:
        raise RuleBroken(_("The day on which it ended cannot be in the future"), field="ended_on")
    if recorded_on and day < recorded_on:
        words = _(
            "The action was agreed on %(day)s, so it did not end before that. Give a later day, "
            "and say in the outcome if it was done earlier."
        )
        raise RuleBroken(words % {"day": date_format(recorded_on)}, field="ended_on")


def is_late(*, state: str, due_on: date | None, today: date) -> bool:
    """Return whether an action is still open after its due date."""
    return state not in ENDED and due_on is not None and due_on < today


def check_development(*, stage: str, kind: str, happened_on: date, today: date) -> None:
    """Raise `RuleBroken` if this cannot be added: an event that has not happened is no incident."""
    if stage in (Stage.DRAFT, Stage.STOPPED):
        raise RuleBroken(_("This referral is not submitted. Write it into the referral itself."))
    check_happened(kind=kind, happened_on=happened_on, today=today)


def check_happened(*, kind: str, happened_on: date | None, today: date) -> None:
    """Raise `RuleBroken` if an incident would be in the future, where an order may begin, or if the
    day is so far from today that it can only be a slip."""
    if happened_on is None:
        return
    if kind == "incident" and happened_on > today:
        raise RuleBroken(_("The date of an incident cannot be in the future"), field="happened_on")
    if not -LONG_AGO <= happened_on.year - today.year <= FAR_AHEAD:
        words = _("Check the year: the day must be within the last 100 years or the next 10")
        raise RuleBroken(words, field="happened_on")
