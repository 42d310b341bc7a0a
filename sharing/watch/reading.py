"""Reads the part of the trail that the watch has not read yet."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from sharing import clock
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.models import Alert, Area, AuditEvent, Membership, WatchMark
from sharing.operations.alerts import WATCH, raise_alert
from sharing.queries.alert_readers import Finding, groups_of
from sharing.unit import unit_of_work
from sharing.watch.findings import AreaWatch, findings_of, person_of
from sharing.watch.hours import hours_of
from sharing.watch.settings import settings_of

# The last minutes are read again, because a transaction that began earlier may have ended later.
# Nothing is found twice.
AGAIN = timedelta(minutes=5)
AT_ONCE = 5_000  # events


def look_at_trail() -> int:
    """Raise alerts for everything recorded since the last look. Return how many events were
    read."""
    actor, read = Actor.system(WATCH), 0
    with unit_of_work(actor):
        mark, begun = _mark(), _present()
    while True:
        with unit_of_work(actor):
            events = list(_recorded_after(mark)[:AT_ONCE])
            found = _findings(events)
        for finding in found:
            raise_all(finding)
        read += len(events)
        is_all = len(events) < AT_ONCE
        # A quiet stretch counts as read too.
        mark = begun if is_all else events[-1].recorded_at
        with unit_of_work(actor):
            _keep_mark(mark)
        if is_all:
            return read


def raise_all(finding: Finding) -> list[Alert]:
    """Raise one alert for each group of deciders who may know the same of the finding. Each has an
    event of its own, so that a wall round one does not hide what is said of another. Return the
    alerts raised."""
    actor, raised = Actor.system(WATCH), list[Alert]()
    with unit_of_work(actor):
        groups = groups_of(finding)
    for group in groups:
        with unit_of_work(actor):
            alert = raise_alert(actor=actor, finding=finding, group=group)
        raised += [alert] if alert else []
    return raised


def _mark() -> datetime:
    """Return the time to read from. A first look begins now, not years ago."""
    found = WatchMark.objects.first()
    return (min(found.read_up_to, _present()) if found else clock.now()) - AGAIN


def _keep_mark(mark: datetime) -> None:
    """Let the next look begin at the mark, and never later than now: an event dated years ahead
    must not blind the watch to everything before it."""
    WatchMark.objects.update_or_create(pk=1, defaults={"read_up_to": min(mark, _present())})


def _present() -> datetime:
    """Return the time by the database's clock, which dates the events."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    present: datetime = now
    return present


def _recorded_after(moment: datetime) -> QuerySet[AuditEvent]:
    by_people = Q(user_id__isnull=False) | Q(role="")
    return AuditEvent.objects.filter(by_people, recorded_at__gt=moment).order_by("recorded_at")


def _findings(events: list[AuditEvent]) -> list[Finding]:
    concerned = {area for event in events for area in event.areas}
    areas = Area.objects.filter(pk__in=concerned)
    return [one for area in areas for one in findings_of(_watch_of(area, events), events)]


def _watch_of(area: Area, events: list[AuditEvent]) -> AreaWatch:
    @cache
    def earlier(person: UUID, since: datetime) -> list[AuditEvent]:
        theirs = AuditEvent.objects.filter(user_id=person, occurred_at__gt=since)
        # Failed attempts to sign in with their account.
        tried = AuditEvent.objects.filter(
            user_id__isnull=True, role="", people__contains=[person], occurred_at__gt=since
        )
        return sorted([*theirs, *tried], key=lambda one: one.occurred_at)

    people = {person for event in events if (person := person_of(event))}
    return AreaWatch(
        area_id=area.pk,
        settings=settings_of(area.pk),
        hours=hours_of(area.pk),
        # Bank holidays stay days off here, because a watched coordinator could declare one a
        # working day.
        off=replace(days_off(area), worked=frozenset()),
        former=_former(area.pk, people),
        earlier=earlier,
    )


def _former(area_id: UUID, people: Iterable[UUID]) -> set[UUID]:
    """Return the people whose memberships in the area have all ended, or whose account is switched
    off."""
    held = Membership.objects.filter(user__in=people, agency__area=area_id)
    ended: dict[UUID, bool] = {}
    for one in held.select_related("user"):
        over = one.ends_on is not None and one.ends_on < clock.today()
        over = over or not one.user.is_active
        ended[one.user_id] = ended.get(one.user_id, True) and over
    return {person for person, over in ended.items() if over}
