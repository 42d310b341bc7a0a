"""Alerts of the watch over the trail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.history import save_all
from sharing.identifiers import in_time_order
from sharing.models import Alert, AlertState, Watched
from sharing.operations.locking import lock
from sharing.permissions import DECIDE_ALERTS, RAISE_ALERTS, TELL_OF_ALERTS
from sharing.queries.alerts import (
    cases_decided_on,
    cases_of_new,
    cases_told_by,
    events_behind,
    moments_of,
    visible,
)
from sharing.reasons import Reason
from sharing.work import Refused

WATCH = "watch"  # the job that raises alerts
LOCK = 0x5741_5443_4845_5253  # any number that no other lock has
Told = tuple[UUID, datetime]  # an event of the trail, and when it was
MOST_EVENTS = 500  # kept with an alert, the newest; its number goes on


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What somebody did that an area watches for. `case_id` and `day` say of what there is one
    alert: of a case, of a day (Europe/London), of a case on a day, or of the person for ever."""

    watched: Watched
    area_id: UUID
    about_id: UUID
    # Events of the trail with the moment of each, oldest first.
    events: Sequence[Told]
    agency_id: UUID | None = None
    role: str = ""
    case_id: UUID | None = None
    day: date | None = None
    # By which rule: so often, within so many minutes.
    times: int = 1
    minutes: int = 60


def raise_alert(*, actor: Actor, finding: Finding) -> Alert | None:
    """The area's safeguarding lead finds the alert, with these events added to what it held; one
    that was explained is new again, unless it is the kind that counts once for ever. Whom a wall
    keeps from what is new finds it as it was. Returns nothing where nothing is new."""
    _one_at_a_time()
    rows = {row.behind: row for row in Alert.objects.filter(**_key(finding))}
    fresh = list(finding.events)
    for row in rows.values():
        fresh = _not_counted(row, fresh)
    if not fresh or any(_counts_once(row) for row in rows.values()):
        return None
    hidden = events_behind(fresh) if rows and not finding.case_id else set()
    parts = {
        False: [one for one in fresh if one[0] not in hidden],
        True: [one for one in fresh if one[0] in hidden],
    }
    work = perform(actor, RAISE_ALERTS)
    work.people.add(finding.about_id)
    # Whom a wall keeps from the alert, it keeps from what says that it was raised.
    work.cases.update(cases_of_new(finding.case_id, fresh))
    alerts = [
        _with(finding, rows.get(behind), part, behind) for behind, part in parts.items() if part
    ]
    work.items.update(one.pk for one in alerts)
    for one in alerts:
        one.save()
    return alerts[0]


def _with(finding: Finding, row: Alert | None, fresh: Sequence[Told], behind: bool) -> Alert:
    """Return the alert with what is new in it, not saved yet."""
    alert = row or Alert(
        id=in_time_order(),
        **_key(finding),
        behind=behind,
        events=[],
        number=0,
        version=0,
        first_at=fresh[0][1],
        last_at=fresh[0][1],
        times=finding.times,
        minutes=finding.minutes,
    )
    alert.agency_id, alert.role = finding.agency_id, finding.role
    # Where the area has another rule since, it was raised by either.
    alert.times = min(alert.times, finding.times)
    alert.minutes = max(alert.minutes, finding.minutes)
    alert.events = _newest(alert, fresh)
    alert.number += len(fresh)
    alert.first_at = min([alert.first_at, *(moment for _event, moment in fresh)])
    alert.last_at = max([alert.last_at, *(moment for _event, moment in fresh)])
    alert.version += 1
    if row is None or alert.state == AlertState.EXPLAINED:
        _open(alert)
    return alert


def _one_at_a_time() -> None:
    """Of two workers that find the same thing at once, the second sees what the first wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _key(finding: Finding) -> dict[str, object]:
    return {
        "area_id": finding.area_id,
        "watched": finding.watched,
        "about_id": finding.about_id,
        "case_id": finding.case_id,
        "day": finding.day,
    }


def _not_counted(row: Alert, events: Sequence[Told]) -> list[Told]:
    """Return the events that the alert has not counted yet. The watch finds the same ones again:
    what fell out of those that are kept was counted, and is older than all of these."""
    known = set(row.events)
    since = _kept_since(row) if row.number > len(row.events) else None
    return [
        (event, moment)
        for event, moment in events
        if event not in known and (since is None or moment > since)
    ]


def _kept_since(alert: Alert) -> datetime:
    """Return when the oldest was of the events that the alert keeps; of the newest, where the trail
    does not have all of them any more."""
    moments = moments_of(alert)
    return min(moments.values()) if len(moments) == len(alert.events) else alert.last_at


def _newest(alert: Alert, fresh: Sequence[Told]) -> list[UUID]:
    """Return the events that the alert keeps now: where they are too many, those of the latest
    moments, as one that is found late may be of an earlier one."""
    events = [*alert.events, *(event for event, _moment in fresh)]
    if len(events) > MOST_EVENTS:
        moments = moments_of(alert) | dict(fresh)
        events.sort(key=lambda event: moments.get(event, alert.first_at))
    return events[-MOST_EVENTS:]


def _counts_once(alert: Alert) -> bool:
    """Return whether it was explained for good: a name that is alike stays alike."""
    return alert.day is None and alert.state == AlertState.EXPLAINED


def _open(alert: Alert) -> None:
    alert.state = AlertState.NEW
    alert.words, alert.decided_by, alert.decided_at = "", None, None
    alert.raised_at, alert.told_at = clock.now(), None


def record_telling(
    *, actor: Actor, alerts: Sequence[Alert], people: Iterable[UUID], for_chairs: bool
) -> None:
    """It is on record that these people know that there are alerts to look at, and they are not
    told of them again. Those that no lead may know are there for the chairs."""
    work = perform(actor, TELL_OF_ALERTS)
    work.items.update(one.pk for one in alerts)
    work.people.update(people)
    work.cases.update(cases_told_by(alerts))
    for one in alerts:
        one.told_at, one.for_chairs = clock.now(), for_chairs
    save_all(alerts, ["told_at", "for_chairs"])


def decide_alert(*, actor: Actor, alert_id: UUID, state: str, words: str, version: int) -> Alert:
    """The alert is explained or a concern, with the words of whoever decided; what was decided
    before is kept."""
    work = perform(actor, DECIDE_ALERTS)
    if not visible(actor).filter(pk=alert_id).exists():
        raise Refused(Reason.NOTHING_THERE, DECIDE_ALERTS.event)
    alert = lock(Alert, alert_id, version=version, fields=("state", "words"))
    alert.state, alert.words = state, words.strip()
    alert.decided_by_id, alert.decided_at = actor.person_id, clock.now()
    alert.version += 1
    alert.save()
    work.items.add(alert.pk)
    work.people.add(alert.about_id)
    work.cases.update(cases_decided_on(alert))
    return alert
