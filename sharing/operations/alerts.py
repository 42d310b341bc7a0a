"""Alerts of the watch over the trail."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.history import save_all
from sharing.identifiers import in_time_order
from sharing.models import Alert, AlertState
from sharing.operations.locking import lock
from sharing.permissions import DECIDE_ALERTS, RAISE_ALERTS, TELL_OF_ALERTS
from sharing.queries.alert_readers import (
    Finding,
    Known,
    Told,
    deciders_of,
    key_of_finding,
    known_of,
    said_of,
    says_more,
)
from sharing.queries.alerts import moments_of
from sharing.queries.marks import readable
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.work import Refused

WATCH = "watch"  # the job that raises alerts
LOCK = 0x5741_5443_4845_5253  # any number that no other lock has
MOST_EVENTS = 500  # kept with an alert, the newest; its number goes on
# The fields that a further alert about the same takes over from the earlier one.
TAKEN_OVER = (
    "events", "number", "first_at", "last_at", "cases", "times", "minutes", "state", "words",
    "decided_by_id", "decided_at", "raised_at", "told_at", "told_to",
)  # fmt: skip


def raise_alert(*, actor: Actor, finding: Finding, group: Collection[UUID]) -> Alert | None:
    """One alert gives this group of deciders everything that they may know of the finding. A group
    is the people from whom the same cases are hidden. Their existing alert grows if all its readers
    may know of everything new; otherwise they get a further one. An alert that was explained is new
    again, unless its kind counts once for ever. Returns None if nothing is new to the group. An
    alert for an empty group waits for the first person who may know all of it."""
    _one_at_a_time()
    rows = list(Alert.objects.filter(**key_of_finding(finding)).order_by("part"))
    said = said_of(finding)
    named = {case for one in said.values() for case in one.cases}
    deciders = deciders_of(finding.area_id, named.union(*(row.cases for row in rows)))
    hidden = frozenset[UUID]().union(*(deciders.hidden_from(one) for one in group))
    known = known_of(finding, said, hidden)
    read = [row for row in rows if not group or not deciders.readers(row).isdisjoint(group)]
    if known is None or any(_counts_once(row) for row in read):
        return None
    readers = deciders.who_read(known.cases, about=finding.about_id, role=known.role)
    if group and not read and readers.isdisjoint(group):
        return None  # chairs need no alert that a lead reads
    row = _stands(read)
    events, cases = _with_those_beside(known, row, read)
    fresh = _not_counted(row, events) if row else events
    if row and not fresh and cases <= set(row.cases):
        return None
    work = perform(actor, RAISE_ALERTS)
    whole = row and all(
        cases.isdisjoint(deciders.hidden_from(one)) for one in deciders.readers(row)
    )
    alert = row if row and whole else _further(finding, row, rows)
    _add(alert, finding, fresh, cases)
    alert.agency_id, alert.role = _acting_as(known, read)
    alert.for_chairs = deciders.readers(alert).isdisjoint(deciders.leads)
    alert.save()
    work.items.add(alert.pk)
    work.people.add(finding.about_id)
    # A wall that hides the alert also hides the event that it was raised.
    work.cases.update(alert.cases)
    return alert


def _stands(read: Sequence[Alert]) -> Alert | None:
    """Return, of the alerts that a group reads about the same, the one that includes the others.
    Among equals a concern comes first, so that nobody loses it."""
    most = [one for one in read if not any(says_more(other, one) for other in read)]
    return max(
        most, key=lambda one: (one.state == AlertState.CONCERN, len(one.cases)), default=None
    )


def _acting_as(known: Known, read: Sequence[Alert]) -> tuple[UUID | None, str]:
    """Return the agency and role in which the person acted. An alert that was once about a lead
    stays so, whatever the person does later in another role, because others than leads read that
    too."""
    lead = next((one for one in read if one.role == Role.LEAD), None)
    if lead and known.role != Role.LEAD:
        return lead.agency_id, lead.role
    return known.agency_id, known.role


def _with_those_beside(
    known: Known, row: Alert | None, read: Sequence[Alert]
) -> tuple[list[Told], set[UUID]]:
    """Return what is known, together with the content of other alerts that the group reads since a
    wall went down."""
    events, cases = dict(known.events), set(known.cases)
    for one in read:
        if row and not set(one.cases) <= set(row.cases):
            events |= moments_of(one)
            cases.update(one.cases)
    return sorted(events.items(), key=lambda told: told[1]), cases


def _further(finding: Finding, row: Alert | None, rows: Sequence[Alert]) -> Alert:
    """Return a further alert about the same, not yet saved, with everything in the earlier one, if
    any."""
    alert = Alert(
        id=in_time_order(),
        **key_of_finding(finding),
        part=rows[-1].part + 1 if rows else 0,
        events=[],
        number=0,
        version=0,
        times=finding.times,
        minutes=finding.minutes,
        state=AlertState.EXPLAINED,
    )
    if row:
        for name in TAKEN_OVER:
            setattr(alert, name, getattr(row, name))
    return alert


def _add(alert: Alert, finding: Finding, fresh: Sequence[Told], cases: Collection[UUID]) -> None:
    """Add these events and cases to the alert. One that was explained is new again."""
    moments = [moment for _event, moment in fresh]
    alert.first_at = min(filter(None, [alert.first_at, *moments]))
    alert.last_at = max(filter(None, [alert.last_at, *moments]))
    alert.events = _newest(alert, fresh)
    alert.number += len(fresh)
    alert.cases = sorted({*alert.cases, *cases})
    # If the area has changed its rule since, either rule has raised it.
    alert.times = min(alert.times, finding.times)
    alert.minutes = max(alert.minutes, finding.minutes)
    alert.version += 1
    if fresh and alert.state == AlertState.EXPLAINED:
        _open(alert)


def _one_at_a_time() -> None:
    """Wait until other workers have finished, so that each sees the alerts that the others
    wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _not_counted(row: Alert, events: Sequence[Told]) -> list[Told]:
    """Return the events that the alert has not counted yet. The watch finds the same events again;
    an event older than all that the alert keeps was counted before and dropped."""
    known = set(row.events)
    since = _kept_since(row) if row.number > len(row.events) else None
    return [
        (event, moment)
        for event, moment in events
        if event not in known and (since is None or moment > since)
    ]


def _kept_since(alert: Alert) -> datetime:
    """Return the time of the oldest event that the alert keeps; that of the newest, if the trail no
    longer has all of them."""
    moments = moments_of(alert)
    return min(moments.values()) if len(moments) == len(alert.events) else alert.last_at


def _newest(alert: Alert, fresh: Sequence[Told]) -> list[UUID]:
    """Return the events that the alert keeps: if there are too many, the latest by their own time,
    because an event that is found late may be an early one."""
    events = [*alert.events, *(event for event, _moment in fresh)]
    if len(events) > MOST_EVENTS:
        moments = moments_of(alert) | dict(fresh)
        events.sort(key=lambda event: moments.get(event, alert.first_at))
    return events[-MOST_EVENTS:]


def _counts_once(alert: Alert) -> bool:
    """Return whether the alert was explained for good: a name that is alike stays alike."""
    return alert.day is None and alert.state == AlertState.EXPLAINED


def _open(alert: Alert) -> None:
    alert.state = AlertState.NEW
    alert.words, alert.decided_by, alert.decided_at = "", None, None
    _raise(alert)


def _raise(alert: Alert) -> None:
    alert.raised_at, alert.told_at, alert.told_to = clock.now(), None, []


def raise_again(*, actor: Actor, alert_id: UUID, for_chairs: bool) -> None:
    """The alert is raised again for its present readers, none of whom was told of it; they will be
    told. One that was explained is new again, because the earlier deciders' words explain nothing
    to these readers."""
    work = perform(actor, RAISE_ALERTS)
    alert = lock(Alert, alert_id)
    alert.for_chairs = for_chairs
    if alert.state == AlertState.EXPLAINED:
        alert.version += 1
        _open(alert)
    _raise(alert)
    alert.save()
    work.items.add(alert.pk)
    work.people.add(alert.about_id)
    work.cases.update(alert.cases)


def record_telling(
    *, actor: Actor, alerts: Sequence[Alert], person: UUID, for_chairs: bool
) -> None:
    """It is on record that this person was told of alerts to look at, and they are not told again.
    Each alert has an event of its own, because a list of the people told would show whose alerts
    say more. Alerts that no lead may know are for the chairs."""
    work = perform(actor, TELL_OF_ALERTS)
    work.items.update(one.pk for one in alerts)
    work.people.add(person)
    work.cases.update(case for one in alerts for case in one.cases)
    for one in alerts:
        one.told_at, one.for_chairs = clock.now(), for_chairs
        one.told_to = sorted({*one.told_to, person})
    save_all(alerts, ["told_at", "told_to", "for_chairs"])


def decide_alert(*, actor: Actor, alert_id: UUID, state: str, words: str, version: int) -> Alert:
    """The alert is explained or a concern, with the decider's words; earlier decisions are kept. If
    a fuller alert has replaced it in their list since they opened it, they still decide on the one
    that they read."""
    work = perform(actor, DECIDE_ALERTS)
    if not readable(actor).filter(pk=alert_id).exists():
        raise Refused(Reason.NOTHING_THERE, DECIDE_ALERTS.event)
    alert = lock(Alert, alert_id, version=version, fields=("state", "words"))
    alert.state, alert.words = state, words.strip()
    alert.decided_by_id, alert.decided_at = actor.person_id, clock.now()
    alert.told_at = alert.told_at or alert.decided_at
    alert.version += 1
    alert.save()
    work.items.add(alert.pk)
    work.people.add(alert.about_id)
    work.cases.update(alert.cases)
    return alert
