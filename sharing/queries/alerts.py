"""Alerts of the watch, for those who decide on them. Nobody reads one about themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from sharing import case_names, clock
from sharing.access import may, require
from sharing.actor import Actor
from sharing.models import Alert, AlertState, Area, AuditEvent, Watched
from sharing.permissions import READ_ALERTS, READ_TRAIL, SET_WATCH
from sharing.queries.alert_readers import Finding, Readers, deciders_of, key_of, readers_of
from sharing.queries.marks import readable, visible
from sharing.queries.trail.asked import NOT_WALLED_OFF as EVENT_NOT_WALLED_OFF
from sharing.queries.trail.asked import Asked
from sharing.queries.trail.chart import Chart, area_chart
from sharing.queries.trail.lines import lines_of
from sharing.queries.trail.reading import Trail, named
from sharing.queries.watch import read_up_to
from sharing.reasons import Reason
from sharing.work import Refused, current

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
    """One alert with a page of its events, newest first, and the earlier decisions."""

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
    """Alerts that nobody was told of, with the mail addresses of the people who are to be told, and
    whether they are chairs because no lead may know."""

    alerts: list[Alert]
    people: dict[UUID, str]
    for_chairs: bool


def watch_page(actor: Actor, *, state: str, watched: str, page: int) -> WatchPage:
    """Return the alerts of the area in that state, with an overview of the watch."""
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
    counted = dict(visible(actor).order_by().values_list("state").annotate(number=Count("pk")))
    found = visible(actor).filter(state=state).select_related("about", "agency", "decided_by")
    if watched:
        found = found.filter(watched=watched)
    turned = Paginator(found, PER_PAGE).get_page(page)
    shown = list(turned)
    names = case_names.names_of(actor, {one.case_id for one in shown if one.case_id})
    _note(shown)
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
    names = case_names.names_of(actor, [found.case_id] if found.case_id else [])
    _note([found])
    turned = Paginator(events_of(found), PER_PAGE).get_page(page)
    events = list(turned)
    return AlertPage(
        found,
        names.get(found.case_id, "") if found.case_id else "",
        Trail(lines_of(events, cases=named(actor, events))),
        turned,
        # The person's events on those days, for a reader of the area's trail.
        _around(found).as_query() if may(actor, READ_TRAIL).allowed else "",
        _decided_before(actor, found),
    )


def _decided_before(actor: Actor, alert: Alert) -> list[Alert]:
    """Return the decisions before the present one, from all alerts of the same finding that this
    one tells of."""
    _area, watched, about_id, case_id, day = key_of(alert)
    told = readable(actor).filter(
        watched=watched, about=about_id, case_id=case_id, day=day, cases__contained_by=alert.cases
    )
    past = Alert.history.filter(id__in=told.order_by().values("pk")).exclude(words="")
    decided = {
        (one.decided_by_id, one.decided_at, one.words): one
        for one in past.select_related("decided_by").order_by("-decided_at", "history_id")
    }
    decided.pop((alert.decided_by_id, alert.decided_at, alert.words), None)
    return list(decided.values())


def _around(alert: Alert) -> Asked:
    first, last = clock.day(alert.first_at), clock.day(alert.last_at)
    return Asked(first, last, person=alert.about_id)


def events_of(alert: Alert) -> list[AuditEvent]:
    """Return the events behind the alert that the reader may know of, newest first."""
    by_whom = Q(user_id=alert.about_id) | Q(user_id__isnull=True, role="")
    between = AuditEvent.objects.filter(
        EVENT_NOT_WALLED_OFF,
        by_whom,
        occurred_at__gte=alert.first_at,
        occurred_at__lte=alert.last_at,
    )
    return list(between.filter(id__in=alert.events).order_by("-occurred_at", "-recorded_at"))


def moments_of(alert: Alert) -> dict[UUID, datetime]:
    """Return the time of each event behind the alert that the trail still has."""
    found = AuditEvent.objects.filter(
        id__in=alert.events, occurred_at__gte=alert.first_at, occurred_at__lte=alert.last_at
    )
    return dict(found.values_list("id", "occurred_at"))


def new_alerts(actor: Actor) -> dict[Watched, int]:
    """Return how many new alerts wait for the actor, by the rule that raised them."""
    rows = visible(actor).filter(state=AlertState.NEW).order_by()
    counted = dict(rows.values_list("watched").annotate(number=Count("pk")))
    return {one: counted[one] for one in Watched if one in counted}


def untold_alerts() -> list[Untold]:
    """Return the alerts that nobody was told of, for the people in whose list they are by the walls
    and memberships of today. Alerts about one person come together if the same people are told."""
    untold = list(
        Alert.objects.filter(told_at=None)
        .exclude(state=AlertState.EXPLAINED)
        .order_by("raised_at", "pk")
    )
    readers = readers_of(untold)
    mail = {area_id: deciders_of(area_id).all for area_id in {one.area_id for one in untold}}
    groups: dict[tuple[UUID, UUID, Readers], Untold] = {}
    for alert in untold:
        told = readers[alert.pk]
        people = {one: mail[alert.area_id][one] for one in told.people}
        key = (alert.area_id, alert.about_id, told)
        groups.setdefault(key, Untold([], people, told.for_chairs)).alerts.append(alert)
    return list(groups.values())


def open_findings(area_id: UUID) -> list[Finding]:
    """Return the finding of each alert of the area that is new or a concern, as far as the trail
    has it, for people who may know only a part. Only alerts within the days for which decisions are
    kept are read, so that nobody is asked again."""
    kept = Area.objects.values_list("alert_days", flat=True).get(pk=area_id)
    alerts = _open(area_id).filter(case_id=None, raised_at__gt=clock.now() - timedelta(days=kept))
    found = []
    for one in alerts.order_by("raised_at", "pk"):
        events = sorted(moments_of(one).items(), key=lambda told: told[1])
        if events:
            found.append(
                Finding(
                    watched=Watched(one.watched), area_id=area_id, about_id=one.about_id,
                    events=events, agency_id=one.agency_id, role=one.role, day=one.day,
                    times=one.times, minutes=one.minutes,
                )
            )  # fmt: skip
    return found


def alerts_of_others(area_id: UUID) -> dict[UUID, bool]:
    """Return the alerts of the area whose present readers were never told of them, if an alert of
    the same finding that they read is new or a concern. The value says whether these readers are
    chairs because no lead may know."""
    readers = readers_of(list(_open(area_id)))
    found: dict[UUID, bool] = {}
    for alert in Alert.objects.filter(pk__in=readers).order_by("pk"):
        now = readers[alert.pk]
        explained = alert.state == AlertState.EXPLAINED
        moved = alert.for_chairs != now.for_chairs and not explained
        told = {*alert.told_to, alert.decided_by_id} - {None}
        unaware = told and now.people.isdisjoint(told) and (explained or alert.told_at)
        if now.people and now.waits and (moved or unaware):
            found[alert.pk] = now.for_chairs
    return found


def _open(area_id: UUID) -> QuerySet[Alert]:
    return Alert.objects.filter(area=area_id).exclude(state=AlertState.EXPLAINED)


def _note(alerts: Sequence[Alert]) -> None:
    work = current()
    work.items.update(one.pk for one in alerts)
    work.people.update(one.about_id for one in alerts)
    work.cases.update(case for one in alerts for case in one.cases)
