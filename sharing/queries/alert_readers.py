"""The people who decide on alerts, and the part of a finding that each may know by the walls and
memberships of the day. A reader of an alert reads all of it (decision 44)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sharing.models import Alert, AlertState, AuditEvent, Scope, Watched
from sharing.permissions import ADDRESS_OF_OTHER_CASE_STOPPED, DECIDE_ALERTS
from sharing.queries.keepers import members_acting_as
from sharing.roles import Role
from sharing.watch.settings import amount_of

Told = tuple[UUID, datetime]  # an event of the trail, and when it was
Key = tuple[UUID, str, UUID, UUID | None, date | None]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that an area watches for and somebody did. `case_id` and `day` say what has one
    alert: a case, a day (Europe/London), a case on a day, or the person for ever."""

    watched: Watched
    area_id: UUID
    about_id: UUID
    # Events of the trail with the moment of each, oldest first.
    events: Sequence[Told]
    # Events with which an alert may end, because the watch has just read them; None means all.
    just_read: Collection[UUID] | None = None
    agency_id: UUID | None = None
    role: str = ""
    case_id: UUID | None = None
    day: date | None = None
    # The rule: so often, within so many minutes.
    times: int = 1
    minutes: int = 60


@dataclass(frozen=True)
class Readers:
    """The people in whose list an alert is, whether they are chairs because no lead may know, and
    whether an alert of the same finding that they read waits or is a concern."""

    people: frozenset[UUID]
    for_chairs: bool
    waits: bool


@dataclass(frozen=True)
class Deciders:
    """The people who can decide on alerts of an area today with their mail addresses, and the
    people walled off from each case."""

    leads: dict[UUID, str] = field(default_factory=dict)
    chairs: dict[UUID, str] = field(default_factory=dict)
    walled: Mapping[UUID, Collection[UUID]] = field(default_factory=dict)

    @property
    def all(self) -> dict[UUID, str]:
        return self.leads | self.chairs

    def hidden_from(self, person: UUID) -> frozenset[UUID]:
        """Return the cases from which a wall keeps the person."""
        return frozenset(case for case, people in self.walled.items() if person in people)

    def who_read(self, cases: Iterable[UUID], *, about: UUID, role: str) -> frozenset[UUID]:
        """Return the readers of an alert that names these cases: the leads who may know of each
        case. If there is none, or the alert is about a lead, chairs who may know are readers
        too."""
        kept_out = {person for case in cases for person in self.walled.get(case, ())}
        knowing = frozenset(self.all.keys() - kept_out - {about})
        leads = knowing.intersection(self.leads)
        return knowing if role == Role.LEAD else leads or knowing

    def readers(self, alert: Alert) -> frozenset[UUID]:
        """Return the readers of an alert, whether their list has it or one that says more."""
        return self.who_read(alert.cases, about=alert.about_id, role=alert.role)


@dataclass(frozen=True)
class Said:
    """The content of an event on the trail. A `whole` event is hidden if any of its cases is."""

    cases: frozenset[UUID]
    agency_id: UUID | None
    role: str
    whole: bool = False

    def is_hidden(self, hidden: frozenset[UUID]) -> bool:
        """Return whether the event is hidden from somebody from whom these cases are hidden."""
        if self.whole:
            return not self.cases.isdisjoint(hidden)
        return bool(self.cases) and self.cases <= hidden


@dataclass(frozen=True)
class Known:
    """The part of a finding that somebody may know and that makes an alert by its rule: its events,
    the cases that they name, and the person's agency and role at the last event, or at the last as
    a lead."""

    events: list[Told]
    cases: frozenset[UUID]
    agency_id: UUID | None
    role: str


def deciders_of(area_id: UUID, cases: Iterable[UUID] = ()) -> Deciders:
    """Return the people who can decide on alerts of the area today, and those walled off from these
    cases."""
    leads, chairs = dict[UUID, str](), dict[UUID, str]()
    for one in members_acting_as(area_id, DECIDE_ALERTS.roles):
        if one.role == Role.LEAD:
            leads[one.user_id] = one.user.email
        else:
            chairs[one.user_id] = one.user.email
    walls = Scope.objects.filter(pk__in=set(cases)).exclude(walled=[])
    return Deciders(leads, chairs, dict(walls.values_list("pk", "walled")))


def said_of(finding: Finding) -> dict[UUID, Said]:
    """Return the content of each event of a finding."""
    moments = [moment for _event, moment in finding.events]
    found = AuditEvent.objects.filter(
        id__in=[event for event, _moment in finding.events],
        occurred_at__gte=min(moments),
        occurred_at__lte=max(moments),
    )
    about = {finding.case_id} if finding.case_id else set()
    unsaid = Said(frozenset(about), finding.agency_id, finding.role)
    return {event: unsaid for event, _moment in finding.events} | {
        one.id: Said(
            frozenset(about or one.cases),
            one.agency_id,
            one.role,
            whole=one.code == ADDRESS_OF_OTHER_CASE_STOPPED.code,
        )
        for one in found
    }


def known_of(finding: Finding, said: dict[UUID, Said], hidden: frozenset[UUID]) -> Known | None:
    """Return the part of a finding for somebody from whom these cases are hidden; None if it makes
    no alert. If an event also names other cases, those remain."""
    known = [one for one in finding.events if not said[one[0]].is_hidden(hidden)]
    if any(one.cases & hidden for one in said.values()):
        known = _enough(finding, {one: said[one].cases - hidden for one, _at in known}, known)
    if not known:
        return None
    acted = [said[event] for event, _moment in known]
    newest = [one for one in acted if one.role == Role.LEAD][-1:] or acted[-1:]
    cases = frozenset[UUID]().union(*(said[event].cases for event, _moment in known))
    return Known(known, cases - hidden, newest[0].agency_id, newest[0].role)


def _enough(
    finding: Finding, cases: dict[UUID, frozenset[UUID]], known: Sequence[Told]
) -> list[Told]:
    """Return the events that reach the number of the rule within its time, by the cases that each
    names."""
    within, found = timedelta(minutes=finding.minutes), set[UUID]()
    for last, until in known:
        if finding.just_read is not None and last not in finding.just_read:
            continue
        one = [event for event, moment in known if until - within < moment <= until]
        if amount_of(finding.watched, [cases[event] for event in one]) >= finding.times:
            found.update(one)
    return [(event, moment) for event, moment in known if event in found]


def groups_of(finding: Finding) -> list[frozenset[UUID]]:
    """Return the deciders in groups, those who know most first. For each group the same cases of
    the finding and its alerts are hidden. If nobody may know all of it, one more group is empty, so
    that what happened is not lost to somebody who may know later."""
    rows = Alert.objects.filter(**key_of_finding(finding))
    named = {case for row in rows for case in row.cases}
    named.update(case for one in said_of(finding).values() for case in one.cases)
    deciders = deciders_of(finding.area_id, named)
    groups: dict[frozenset[UUID], set[UUID]] = {frozenset(): set()}
    for person in deciders.all.keys() - {finding.about_id}:
        groups.setdefault(deciders.hidden_from(person), set()).add(person)
    ordered = sorted(groups.items(), key=lambda one: (len(one[0]), sorted(one[1])))
    return [frozenset(people) for _hidden, people in ordered]


def key_of_finding(finding: Finding) -> dict[str, object]:
    """Return the fields that all alerts of the same finding share."""
    return {
        "area_id": finding.area_id,
        "watched": finding.watched,
        "about_id": finding.about_id,
        "case_id": finding.case_id,
        "day": finding.day,
    }


def key_of(alert: Alert) -> Key:
    """Return the values that all alerts of the same finding share."""
    return alert.area_id, alert.watched, alert.about_id, alert.case_id, alert.day


def says_more(one: Alert, other: Alert) -> bool:
    """Return whether a reader of both alerts has only the first in their list, as it names more
    cases."""
    return set(one.cases) > set(other.cases)


def beside_each_other(alerts: Sequence[Alert]) -> list[list[Alert]]:
    """Return these alerts in lists, each with all other alerts of the same finding."""
    found = Alert.objects.filter(
        area__in={one.area_id for one in alerts},
        watched__in={one.watched for one in alerts},
        about__in={one.about_id for one in alerts},
    )
    of_keys: dict[Key, list[Alert]] = {key_of(one): [] for one in alerts}
    for row in found.order_by("raised_at", "pk"):
        of_keys.get(key_of(row), []).append(row)
    return list(of_keys.values())


def readers_of(alerts: Sequence[Alert]) -> dict[UUID, Readers]:
    """Return, for these alerts and the others of the same finding, the people in whose list each is
    today: those who read it and none that says more."""
    of_keys = beside_each_other(alerts)
    named = {case for rows in of_keys for row in rows for case in row.cases}
    of_areas = {area_id: deciders_of(area_id, named) for area_id in {one.area_id for one in alerts}}
    found: dict[UUID, Readers] = {}
    for rows in of_keys:
        deciders = of_areas[rows[0].area_id]
        read = {row.pk: deciders.readers(row) for row in rows}
        for row in rows:
            people = read[row.pk].difference(*(read[one.pk] for one in rows if says_more(one, row)))
            open_to = [read[one.pk] for one in rows if one.state != AlertState.EXPLAINED]
            found[row.pk] = Readers(
                people,
                people.isdisjoint(deciders.leads),
                any(not people.isdisjoint(one) for one in open_to),
            )
    return found
