"""Alerts of the watch, for those who decide on them. Nobody reads one about themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from sharing import case_names, clock
from sharing.access import may, require
from sharing.actor import Actor
from sharing.models import Alert, AlertState, AuditEvent, Watched
from sharing.permissions import READ_ALERTS, READ_TRAIL, SET_WATCH
from sharing.queries.alert_readers import Readers, deciders_of, named_by, named_in, readers_of
from sharing.queries.marks import visible
from sharing.queries.trail.asked import NOT_WALLED_OFF as EVENT_NOT_WALLED_OFF
from sharing.queries.trail.asked import Asked
from sharing.queries.trail.chart import Chart, area_chart
from sharing.queries.trail.lines import lines_of
from sharing.queries.trail.reading import Trail, named
from sharing.queries.watch import read_up_to
from sharing.reasons import Reason
from sharing.work import Refused, current

if TYPE_CHECKING:
    from sharing.queries.marks import KnownAlert

PER_PAGE = 50
CHART_DAYS = 28


@dataclass(frozen=True)
class AlertLine:
    """One alert as a list shows it."""

    alert: Alert
    case: str  # its reference, where it is about one


@dataclass(frozen=True)
class AlertList:
    """A page of alerts, newest first, and how many there are in each state."""

    lines: list[AlertLine]
    page: Page
    states: list[tuple[AlertState, int]]
    state: str


@dataclass(frozen=True)
class AlertPage:
    """One alert with a page of its events, newest first, and what was decided before."""

    alert: Alert
    case: str
    trail: Trail
    page: Page
    around: str
    earlier: list[Alert] = field(default_factory=list)


@dataclass(frozen=True)
class WatchPage:
    """The alerts, and for a lead the accesses of each agency over the last weeks."""

    alerts: AlertList
    chart: Chart | None
    read_up_to: datetime | None
    may_set: bool


@dataclass(frozen=True)
class Untold:
    """Alerts, and where those who are to know of them read their mail; no lead may, or some."""

    alerts: list[Alert]
    people: dict[UUID, str]
    for_chairs: bool


def watch_page(actor: Actor, *, state: str, watched: str, page: int) -> WatchPage:
    """Return the alerts of the area in that state, with what the watch sees as a whole."""
    alerts = alert_list(actor, state=state, watched=watched, page=page)
    chart = None
    if may(actor, READ_TRAIL).allowed:
        chart = area_chart(actor, Asked.last_days(CHART_DAYS))
    return WatchPage(alerts, chart, read_up_to(), may(actor, SET_WATCH).allowed)


def alert_list(
    actor: Actor, *, state: str = AlertState.NEW, watched: str = "", page: int = 1
) -> AlertList:
    """Return the alerts of the area in that state."""
    require(actor, READ_ALERTS)
    counted = dict(
        visible(actor).order_by().values_list("known_state").annotate(number=Count("pk"))
    )
    found = visible(actor).filter(known_state=state).select_related("about", "agency", "decided_by")
    if watched:
        found = found.filter(watched=watched)
    turned = Paginator(found, PER_PAGE).get_page(page)
    shown = [_as_known(one) for one in turned]
    names = case_names.names_of(actor, {one.case_id for one in shown if one.case_id})
    _note(shown, names)
    return AlertList(
        [AlertLine(one, names.get(one.case_id, "") if one.case_id else "") for one in shown],
        turned,
        [(one, counted.get(one, 0)) for one in AlertState],
        state,
    )


def alert_page(actor: Actor, alert_id: UUID, page: str = "") -> AlertPage:
    """Return one alert, with a page of the events of which it was raised."""
    require(actor, READ_ALERTS)
    alert = visible(actor).select_related("about", "agency", "decided_by").filter(pk=alert_id)
    found = alert.first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, READ_ALERTS.event)
    decided = found.history.exclude(words="").select_related("decided_by")
    if _as_known(found).known_number < len(found.events):
        decided = decided.filter(decided_by=actor.person_id)
    names = case_names.names_of(actor, [found.case_id] if found.case_id else [])
    _note([found], names)
    turned = Paginator(events_of(found), PER_PAGE).get_page(page)
    events = list(turned)
    return AlertPage(
        found,
        names.get(found.case_id, "") if found.case_id else "",
        Trail(lines_of(events, cases=named(actor, events))),
        turned,
        # What the person did on those days, for who reads the trail of the area.
        _around(found).as_query() if may(actor, READ_TRAIL).allowed else "",
        [one for one in decided if one.version < found.version],
    )


def _as_known(alert: "KnownAlert") -> "KnownAlert":
    """Return an alert that is `visible` without what others decided, where part of it is kept from
    whoever reads it. It is not to be saved."""
    if alert.state != alert.known_state:
        alert.state, alert.words = alert.known_state, ""
        alert.decided_by = alert.decided_at = None
    return alert


def _around(alert: Alert) -> Asked:
    first, last = clock.day(alert.first_at), clock.day(alert.last_at)
    return Asked(first, last, person=alert.about_id)


def events_of(alert: Alert) -> list[AuditEvent]:
    """Return the events of which the alert was raised, newest first, that the reader may know of."""
    by_whom = Q(user_id=alert.about_id) | Q(user_id__isnull=True, role="")
    between = AuditEvent.objects.filter(
        EVENT_NOT_WALLED_OFF,
        by_whom,
        occurred_at__gte=alert.first_at,
        occurred_at__lte=alert.last_at,
    )
    return list(between.filter(id__in=alert.events).order_by("-occurred_at", "-recorded_at"))


def moments_of(alert: Alert) -> dict[UUID, datetime]:
    """Return when each event was that the alert keeps, of those that the trail still has."""
    found = AuditEvent.objects.filter(
        id__in=alert.events, occurred_at__gte=alert.first_at, occurred_at__lte=alert.last_at
    )
    return dict(found.values_list("id", "occurred_at"))


def new_alerts(actor: Actor) -> dict[Watched, int]:
    """Return how many new alerts wait for the actor, by what was watched."""
    rows = visible(actor).filter(known_state=AlertState.NEW).order_by()
    counted = dict(rows.values_list("watched").annotate(number=Count("pk")))
    return {one: counted[one] for one in Watched if one in counted}


def untold_alerts() -> list[Untold]:
    """Return new alerts that nobody was told of, together those about one person of which the same
    people are told: whoever reads them, by the walls and memberships of today."""
    untold = list(
        Alert.objects.filter(state=AlertState.NEW, told_at=None).order_by("raised_at", "pk")
    )
    readers, deciders = readers_of(untold), deciders_of({one.area_id for one in untold})
    groups: dict[tuple[UUID, UUID, Readers], Untold] = {}
    for alert in untold:
        told = readers[alert.pk]
        mail = deciders[alert.area_id].all
        people = {one: mail[one] for one in mail if one in told.people}
        key = (alert.area_id, alert.about_id, told)
        groups.setdefault(key, Untold([], people, told.for_chairs)).alerts.append(alert)
    return list(groups.values())


def alerts_of_others(area_id: UUID) -> dict[UUID, bool]:
    """Return alerts of the area, told of and new or a concern, that others read now than those who
    were told, and whether these are chairs because no lead may know."""
    waiting = list(
        Alert.objects.filter(area=area_id)
        .exclude(state=AlertState.EXPLAINED)
        .exclude(state=AlertState.NEW, told_at=None)
        .order_by("pk")
    )
    readers = readers_of(waiting)
    return {
        one.pk: now.for_chairs
        for one in waiting
        if (now := readers[one.pk]).for_chairs != one.for_chairs
        or (one.told_to and now.people.isdisjoint(one.told_to))
    }


def cases_told_by(alerts: Sequence[Alert]) -> set[UUID]:
    """Return the cases that an event about these alerts names, so that it is there for whom one of
    the alerts is; none where something in them is about no case, which is there for everybody."""
    return _unless_about_none(
        cases for events in named_by(alerts).values() for _at, cases in events
    )


def cases_of_new(case_id: UUID | None, events: Sequence[tuple[UUID, datetime]]) -> set[UUID]:
    """Return the same of what is new in an alert: these events with the moment of each."""
    if case_id:
        return {case_id}
    moments = [moment for _event, moment in events]
    named = named_in({event for event, _moment in events}, min(moments), max(moments))
    return _unless_about_none(
        named[event][1] if event in named else [] for event, _moment in events
    )


def cases_decided_on(alert: Alert) -> set[UUID]:
    """Return the same of an alert as far as whoever decides on it may know of it."""
    if alert.case_id:
        return {alert.case_id}
    return _unless_about_none(event.cases for event in events_of(alert))


def _unless_about_none(named: Iterable[list[UUID]]) -> set[UUID]:
    every = list(named)
    return {case for cases in every for case in cases} if all(every) else set()


def _note(alerts: Sequence[Alert], names: dict[UUID, str]) -> None:
    work = current()
    work.items.update(one.pk for one in alerts)
    work.people.update(one.about_id for one in alerts)
    work.cases.update(names)
