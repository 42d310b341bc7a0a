"""Alerts of the watch over the trail."""

from collections.abc import Collection, Sequence
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
from sharing.queries.alert_readers import Content, Readers, content_of, contents_of, deciders_of
from sharing.queries.alerts import (
    cases_decided_on,
    cases_of_new,
    cases_told_by,
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
    """Who reads it finds the alert, with these events added to what it held; one that was explained
    is new again, unless it is the kind that counts once for ever. Each event is for those to whom it is
    part of an alert by what they may know, and joins only an alert that just these read, and read as a
    whole: so what a wall keeps from somebody changes nothing for them. One alert at a time: whoever
    calls does so again until nothing is new, when it returns nothing."""
    _one_at_a_time()
    rows = list(Alert.objects.filter(**_key(finding)).order_by("part"))
    if any(_counts_once(row) for row in rows):
        return None
    content = content_of(
        finding.events,
        watched=finding.watched,
        times=finding.times,
        minutes=finding.minutes,
        case_id=finding.case_id,
    )
    new = _first_new(finding, content, rows)
    if new is None:
        return None
    work = perform(actor, RAISE_ALERTS)
    work.people.add(finding.about_id)
    # Whom a wall keeps from the alert, it keeps from what says that it was raised.
    work.cases.update(cases_of_new(finding.case_id, new.events))
    part = rows[-1].part + 1 if rows else 0
    alert = _with(finding, new.row, new.events, part)
    work.items.add(alert.pk)
    alert.save()
    return alert


@dataclass(frozen=True)
class _New:
    """Events that are new to those who read them together, and the alert that they join, if any."""

    readers: Readers
    events: list[Told]
    row: Alert | None


def _first_new(finding: Finding, content: Content, rows: Sequence[Alert]) -> _New | None:
    """Return the first of what is new to those who are to read it."""
    deciders = deciders_of([finding.area_id])[finding.area_id]
    known = {one: content.known_to(one) for one in deciders.all}
    of_rows = contents_of(rows)
    read = [
        deciders.who(one.known_to, about=finding.about_id, role=row.role)
        for row, one in zip(rows, of_rows, strict=True)
    ]
    parts: dict[Readers, list[Told]] = {}
    for told in finding.events:
        knowing = {one for one, events in known.items() if told[0] in events}
        readers = deciders.who(knowing.__contains__, about=finding.about_id, role=finding.role)
        parts.setdefault(readers, []).append(told)
    for readers, events in parts.items():
        fresh = events
        for row, of_row in zip(rows, read, strict=True):
            if readers.people <= of_row.people:
                fresh = _not_counted(row, fresh)
        if fresh:
            whole = (
                row
                for row, one, of_row in zip(rows, of_rows, read, strict=True)
                if of_row == readers and not any(map(one.hidden_from, readers.people))
            )
            return _New(readers, fresh, next(whole, None))
    return None


def _with(finding: Finding, row: Alert | None, fresh: Sequence[Told], part: int) -> Alert:
    """Return the alert with what is new in it, not saved yet."""
    alert = row or Alert(
        id=in_time_order(),
        **_key(finding),
        part=part,
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
    _raise(alert)


def _raise(alert: Alert) -> None:
    alert.raised_at, alert.told_at, alert.told_to = clock.now(), None, []


def raise_again(*, actor: Actor, alert_id: UUID, for_chairs: bool) -> None:
    """Others read the alert now than those who were told of it: a new one is told to them, and what
    is a concern is there for them."""
    work = perform(actor, RAISE_ALERTS)
    alert = lock(Alert, alert_id)
    alert.for_chairs = for_chairs
    if alert.state == AlertState.NEW:
        _raise(alert)
    alert.save()
    work.items.add(alert.pk)
    work.people.add(alert.about_id)
    work.cases.update(cases_told_by([alert]))


def record_telling(
    *, actor: Actor, alerts: Sequence[Alert], people: Collection[UUID], for_chairs: bool
) -> None:
    """It is on record that these people know that there are alerts to look at, and they are not
    told of them again. Those that no lead may know are there for the chairs."""
    work = perform(actor, TELL_OF_ALERTS)
    work.items.update(one.pk for one in alerts)
    work.people.update(people)
    work.cases.update(cases_told_by(alerts))
    for one in alerts:
        one.told_at, one.told_to, one.for_chairs = clock.now(), sorted(people), for_chairs
    save_all(alerts, ["told_at", "told_to", "for_chairs"])


def decide_alert(*, actor: Actor, alert_id: UUID, state: str, words: str, version: int) -> Alert:
    """The alert is explained or a concern, with the words of whoever decided; what was decided
    before is kept."""
    work = perform(actor, DECIDE_ALERTS)
    found = visible(actor).filter(pk=alert_id).first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, DECIDE_ALERTS.event)
    # What was decided on what is kept from them in part is not there for them, nor in their way.
    read = version if found.state == found.known_state else None
    alert = lock(Alert, alert_id, version=read, fields=("state", "words"))
    alert.state, alert.words = state, words.strip()
    alert.decided_by_id, alert.decided_at = actor.person_id, clock.now()
    alert.version += 1
    alert.save()
    work.items.add(alert.pk)
    work.people.add(alert.about_id)
    work.cases.update(cases_decided_on(alert))
    return alert
