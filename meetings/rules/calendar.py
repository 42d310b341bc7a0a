"""The days of meetings, their length, and the order in which cases are heard."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.utils.translation import gettext as _

from meetings.rules.working_days import DAY, is_working_day

BREAK = 15  # minutes
BREAK_AFTER = 120  # minutes: a longer meeting has a break

Key = TypeVar("Key")


@dataclass(frozen=True)
class Day:
    """A day on which the pattern puts a meeting, moved on if that is a bank holiday."""

    on: date
    pattern: date

    @property
    def moved(self) -> bool:
        return self.on != self.pattern


def meeting_days(
    first_on: date, every_days: int, *, after: date, off: Container[date]
) -> Iterator[Day]:
    """Return the days of the pattern after a day, without end. Only a meeting on a bank holiday is
    moved; the pattern goes on from its own day."""
    # One round earlier, as its meeting may have been moved past `after`.
    rounds = max(0, (after - first_on).days // every_days - 1)
    pattern = first_on + timedelta(days=rounds * every_days)
    while True:
        on = pattern
        while on in off or (on != pattern and not is_working_day(on, off)):
            on += DAY
        if on > after:
            yield Day(on, pattern)
        pattern += timedelta(days=every_days)


def minutes_needed(cases: int, minutes_per_case: int) -> int:
    """Return how many minutes these cases take, with a break in a long meeting."""
    together = cases * minutes_per_case
    return together + BREAK if together > BREAK_AFTER else together


def length(cases: int, minutes_per_case: int) -> str:
    """Return how long these cases take, in words."""
    hours, minutes = divmod(minutes_needed(cases, minutes_per_case), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def place_of(one: Key, order: Sequence[Key], with_children: Container[Key]) -> int:
    """Return the place of a case in the order: after the last with children, or at the end, so that
    agencies for children may leave early."""
    if one not in with_children:
        return len(order)
    places = [number for number, other in enumerate(order, 1) if other in with_children]
    return max(places, default=0)


def children_first(order: Sequence[Key], with_children: Container[Key]) -> list[Key]:
    """Return the order with the cases with children before the others."""
    return sorted(order, key=lambda one: one not in with_children)


def moved(order: Sequence[Key], one: Key, *, up: bool) -> list[Key]:
    """Return the order with this one a place earlier or later. At its end it stays as it was."""
    changed = list(order)
    if one in changed:
        here = changed.index(one)
        there = here - 1 if up else here + 1
        if 0 <= there < len(changed):
            changed[here], changed[there] = changed[there], changed[here]
    return changed
