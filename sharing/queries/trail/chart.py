"""Accesses by agency over time, as numbers; the page draws them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from sharing.access import require
from sharing.actor import Actor
from sharing.models import Agency, AuditEvent
from sharing.permissions import READ_TRAIL
from sharing.queries.trail.asked import LONDON, NOT_WALLED_OFF, Asked, Only, refused_to
from sharing.reasons import Reason

MOST_BARS = 31
MOST_AGENCIES = 11  # further ones are drawn together

# What one agency did on one day: (day, agency, allowed, refused).
Day = tuple[date, UUID, int, int]


@dataclass(frozen=True)
class Bar:
    """One agency within one step of days."""

    start: date
    allowed: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Series:
    """One agency, or several drawn together, over all days."""

    name: str
    bars: list[Bar]

    @property
    def allowed(self) -> int:
        return sum(one.allowed for one in self.bars)

    @property
    def refused(self) -> int:
        return sum(one.refused for one in self.bars)


@dataclass(frozen=True)
class Chart:
    """Accesses and refused attempts of each agency, the busiest first; `step` days to a bar."""

    start: date
    end: date
    step: int
    series: list[Series]

    @property
    def tallest(self) -> int:
        return max((bar.allowed for one in self.series for bar in one.bars), default=0)


@dataclass(frozen=True)
class CaseSummary:
    """The number of events of people, of these people and of their agencies, of events of the
    portal itself, and of refused events. A reader who was only asked why first is not counted as
    refused."""

    by_people: int
    by_portal: int
    people: int
    agencies: int
    refused: int
    chart: Chart | None

    @property
    def events(self) -> int:
        return self.by_people + self.by_portal


def case_summary(case_id: UUID, asked: Asked) -> CaseSummary:
    """Return the summary of the trail of a case to which the reader was let through."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM days_of_case(%s, %s, %s)", [case_id, asked.since, asked.until]
        )
        rows = cursor.fetchall()
    days: Counter[tuple[date, UUID]] = Counter()
    refusals: Counter[tuple[date, UUID]] = Counter()
    for day, agency, user, allowed, refused, _asked_first in rows:
        if user and agency:
            days[day, agency] += allowed
            refusals[day, agency] += refused
    listed = [
        (day, agency, number, refusals[day, agency]) for (day, agency), number in days.items()
    ]
    return CaseSummary(
        by_people=sum(sum(row[3:]) for row in rows if row[2]),
        by_portal=sum(sum(row[3:]) for row in rows if not row[2]),
        people=len({row[2] for row in rows if row[2]}),
        agencies=len({row[1] for row in rows if row[1]}),
        refused=sum(row[4] for row in rows),
        chart=_chart(listed, asked) if listed else None,
    )


def area_chart(actor: Actor, asked: Asked) -> Chart | None:
    """Return the accesses to cases by the agencies of the lead's area on the days asked for."""
    require(actor, READ_TRAIL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM days_of_area(%s, %s)", [asked.since, asked.until])
        days: list[Day] = cursor.fetchall()
    apart = _apart(actor, asked)
    days = [
        (day, agency, allowed, tried)
        for day, agency, allowed, refused in days
        if (tried := max(refused - apart[day, agency], 0)) or allowed
    ]
    return _chart(days, asked) if days else None


def _apart(actor: Actor, asked: Asked) -> Counter[tuple[date, UUID]]:
    """Return what the chart does not show of the refusals, by day and agency: people who were only
    asked why first, which is no refusal, and what the actor tried."""
    days = Asked(asked.start, asked.end, only=Only.REFUSED)
    events = AuditEvent.objects.filter(
        NOT_WALLED_OFF,
        days.as_filter(),
        Q(reason=Reason.WITHOUT_REASON) | refused_to(actor),
    ).exclude(cases=[])
    day = TruncDate("occurred_at", tzinfo=LONDON)
    counted = events.order_by().values_list(day, "agency_id").annotate(number=Count("*"))
    return Counter({(on, agency): number for on, agency, number in counted})


def _chart(days: list[Day], asked: Asked) -> Chart:
    start = asked.start or min(day for day, *_rest in days)
    end = asked.end or max(day for day, *_rest in days)
    step = -(-((end - start).days + 1) // MOST_BARS)
    totals: Counter[UUID] = Counter()
    for _day, agency, allowed, refused in days:
        totals[agency] += allowed + refused
    names = dict(Agency.objects.filter(pk__in=totals).values_list("pk", "name"))
    # Agencies that did as much stand by name: the order in which the database counted tells nothing
    # that a reader should learn.
    ranked = sorted(totals, key=lambda agency: (-totals[agency], names.get(agency, "")))
    alone = ranked if len(ranked) <= MOST_AGENCIES + 1 else ranked[:MOST_AGENCIES]
    series = [
        Series(names.get(agency, ""), _bars(days, {agency}, start, end, step)) for agency in alone
    ]
    others = set(ranked) - set(alone)
    if others:
        name = _("%(number)s others") % {"number": len(others)}
        series.append(Series(name, _bars(days, others, start, end, step)))
    return Chart(start, end, step, series)


def _bars(days: Iterable[Day], agencies: set[UUID], start: date, end: date, step: int) -> list[Bar]:
    number = (end - start).days // step + 1
    allowed, refused = [0] * number, [0] * number
    for day, agency, seen, tried in days:
        if agency in agencies:
            place = (day - start).days // step
            allowed[place] += seen
            refused[place] += tried
    return [
        Bar(start + timedelta(days=place * step), allowed[place], refused[place])
        for place in range(number)
    ]
