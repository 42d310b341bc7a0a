"""What to do first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from meetings.models import Case
from meetings.queries.cases import NEXT_PAGES
from meetings.queries.groups import Group
from sharing import clock

MOST = 5  # a sixth waits
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Todo:
    """One thing to do: why, by when, and the page where it is done."""

    at: datetime
    title: str
    why: str
    text: str  # of the button
    page: str  # the name of its URL, and what it is about
    about: UUID | None = None
    due: str = ""
    query: str = ""  # of that URL

    @property
    def late(self) -> bool:
        return clock.day(self.at) <= clock.today()


def first(items: Iterable[Todo]) -> list[Todo]:
    """Return the first few."""
    return sorted(items, key=lambda one: one.at)[:MOST]


def way_to(cases: Sequence[Case], group: Group) -> dict[str, Any]:
    """Return where these cases of a group are taken on: at the only one, or on the list of
    them."""
    if len(cases) > 1:
        return {"page": "cases", "query": f"?show={group.value}"}
    return {"page": NEXT_PAGES[group][0], "about": cases[0].pk}


def by_words(at: datetime) -> str:
    """Return a deadline in everyday words: Today, 17:00; Tuesday, 17:00; 3 March; Was due 3
    March."""
    day, today = clock.day(at), clock.today()
    hour = time_format(timezone.localtime(at))
    if day == today:
        words = _("Was due today, %(time)s") if at < clock.now() else _("Today, %(time)s")
        return words % {"time": hour}
    if today < day < today + WEEK:
        return _("%(day)s, %(time)s") % {"day": date_format(day, "l"), "time": hour}
    if day < today:
        return _("Was due %(day)s") % {"day": date_format(day, "j F")}
    return date_format(day, "j F")


def end_of(day: date) -> datetime:
    """Return the last moment of a working day, to sort a date among moments."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 17))
