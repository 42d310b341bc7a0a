"""Whether a plan has an action for everybody: the victim, each child and each perpetrator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sharing.rules import RuleBroken

# If no next meeting is planned. A convention, as no published figure was found.
WITHOUT_NEXT_MEETING = timedelta(days=14)

# Nobody follows an action for longer: a later due date is a slip of the pen.
FURTHEST_DUE = timedelta(days=366)

# What was done before a meeting was done for it: an earlier day is a slip of the pen.
OLDEST_DONE = timedelta(days=2 * 366)

# The roles that a plan must not forget, in the order of the page.
NEVER_FORGOTTEN = ("victim", "child", "perpetrator")


@dataclass(frozen=True)
class Person:
    """Somebody of the case, by their role in it."""

    id: UUID
    role: str


@dataclass(frozen=True)
class Planned:
    """The person that an action is for: everybody of that role, or one of them."""

    for_whom: str
    party_id: UUID | None = None


@dataclass(frozen=True)
class Check:
    """How many actions the plan has for the people of a role, and which of them have none."""

    role: str
    actions: int
    without: tuple[UUID, ...]

    @property
    def complete(self) -> bool:
        return not self.without


@dataclass(frozen=True)
class SaidOf:
    """Of whom the meeting said why the plan has nothing for them, beside whom it leaves out now."""

    still: frozenset[UUID]  # it was said of them, and nothing is planned for them
    since: frozenset[UUID]  # nothing is planned for them, and it was not said of them
    over: frozenset[UUID]  # it was said of them, and something is planned for them by now


def said_of(people: Iterable[UUID], left_out: Iterable[UUID]) -> SaidOf:
    """Return for whom a reason for leaving people out holds that was said of `people`."""
    before, now = frozenset(people), frozenset(left_out)
    return SaidOf(still=before & now, since=now - before, over=before - now)


def check(people: Iterable[Person], actions: Iterable[Planned]) -> list[Check]:
    """Return one check for each role that somebody of the case has."""
    people, actions = list(people), list(actions)
    checks = []
    for role in NEVER_FORGOTTEN:
        of_role = [person.id for person in people if person.role == role]
        if not of_role:
            continue
        planned = [action.party_id for action in actions if action.for_whom == role]
        named = set(planned)
        without = () if None in named else tuple(one for one in of_role if one not in named)
        checks.append(Check(role, len(planned), without))
    return checks


def check_decided(undecided: int) -> None:
    """Raise `RuleBroken` if agencies propose actions on which the meeting has not decided."""
    if undecided:
        raise RuleBroken(
            ngettext(
                "An agency proposes an action on which nobody has decided. Record it, or put it "
                "aside",
                "Agencies propose %(number)s actions on which nobody has decided. Record each, or "
                "put it aside",
                undecided,
            )
            % {"number": undecided},
        )


def due_by(meeting_on: date, next_deadline: date | None) -> date:
    """Return the day by which an action is due unless the meeting says otherwise: before the next
    meeting, or two weeks on if none is planned."""
    if next_deadline is not None and next_deadline > meeting_on:
        return next_deadline
    return meeting_on + WITHOUT_NEXT_MEETING


def check_done(done_on: date, *, today: date) -> None:
    """Raise `RuleBroken` if something would be done before the meeting only later, or long ago."""
    if done_on > today:
        raise RuleBroken(_("The day on which it was done cannot be in the future"), field="done_on")
    if done_on < today - OLDEST_DONE:
        raise RuleBroken(
            _("The day on which it was done cannot be more than two years ago. Check the year"),
            field="done_on",
        )


def check_due(due_on: date, *, today: date) -> None:
    """Raise `RuleBroken` if an action would be due before it is recorded, or in a far year."""
    if due_on < today:
        raise RuleBroken(_("The due date cannot be in the past"), field="due_on")
    if due_on > today + FURTHEST_DUE:
        raise RuleBroken(
            _("The due date cannot be more than a year ahead. Check the year"), field="due_on"
        )
