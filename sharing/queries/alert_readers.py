"""Who reads an alert, computed from the walls and memberships of the day (decision 44). Whoever may
decide on it reads it as far as what they may know of makes an alert by its rule: the safeguarding
leads; chairs of what no lead may know, and of what is about a lead."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sharing import clock
from sharing.models import Alert, AuditEvent, Membership, Scope, Watched
from sharing.permissions import DECIDE_ALERTS
from sharing.roles import Role
from sharing.watch.settings import amount_of

Named = tuple[datetime, list[UUID]]  # when an event was, and the cases that it names
Walled = dict[UUID, set[UUID]]  # by case, who is walled off from it


@dataclass(frozen=True)
class Readers:
    """Who reads an alert, and whether they are chairs because no lead may."""

    people: frozenset[UUID]
    for_chairs: bool


@dataclass(frozen=True)
class Deciders:
    """Who may decide on alerts of an area today, each with where they read their mail."""

    leads: dict[UUID, str] = field(default_factory=dict)
    chairs: dict[UUID, str] = field(default_factory=dict)

    @property
    def all(self) -> dict[UUID, str]:
        return self.leads | self.chairs

    def who(self, knows: Callable[[UUID], object], *, about: UUID, role: str) -> Readers:
        """Return those of them who know of it, and never whom it is about."""
        knowing = {one for one in self.all if one != about and knows(one)}
        leads = knowing & self.leads.keys()
        told = knowing if role == Role.LEAD else leads or knowing
        return Readers(frozenset(told), not leads)


@dataclass(frozen=True)
class Content:
    """What an alert is made of: by which rule, of which events, and who is walled off from what
    they name."""

    watched: Watched
    times: int
    minutes: int
    named: dict[UUID, Named]
    walled: Walled

    def hidden_from(self, person: UUID) -> set[UUID]:
        """Return the events that name nothing but cases from which a wall keeps the person."""
        return {
            event
            for event, (_at, cases) in self.named.items()
            if cases and all(person in self.walled.get(case, ()) for case in cases)
        }

    def known_to(self, person: UUID) -> set[UUID]:
        """Return the events that are an alert for the person: those that they may know of, as far
        as these are one by the rule. Where nothing is hidden all are, as the alert was raised of them.
        `alerts_walled_off` says the same of rows."""
        hidden = self.hidden_from(person)
        if not hidden:
            return set(self.named)
        known = [
            (at, event, [one for one in cases if person not in self.walled.get(one, ())])
            for event, (at, cases) in self.named.items()
            if event not in hidden
        ]
        within, found = timedelta(minutes=self.minutes), set[UUID]()
        for until, _event, _cases in known:
            one = [(event, cases) for at, event, cases in known if until - within < at <= until]
            if amount_of(self.watched, [cases for _event, cases in one]) >= self.times:
                found.update(event for event, _cases in one)
        return found


def deciders_of(area_ids: Collection[UUID]) -> dict[UUID, Deciders]:
    """Return by area who may decide on alerts today."""
    found = {area_id: Deciders() for area_id in area_ids}
    members = Membership.objects.filter(
        agency__area__in=area_ids, role__in=DECIDE_ALERTS.roles, user__is_active=True
    ).select_related("user", "agency")
    for one in members.order_by("pk"):
        if one.is_live(clock.today()):
            of_area = found[one.agency.area_id]
            of_role = of_area.leads if one.role == Role.LEAD else of_area.chairs
            of_role[one.user_id] = one.user.email
    return found


def readers_of(alerts: Sequence[Alert]) -> dict[UUID, Readers]:
    """Return by alert who reads it today."""
    deciders = deciders_of({one.area_id for one in alerts})
    return {
        one.pk: deciders[one.area_id].who(content.known_to, about=one.about_id, role=one.role)
        for one, content in zip(alerts, contents_of(alerts), strict=True)
    }


def contents_of(alerts: Sequence[Alert]) -> list[Content]:
    """Return what each of these alerts is made of."""
    named = named_by(alerts)
    walled = walled_from(case for one in named.values() for _at, cases in one for case in cases)
    return [
        Content(
            Watched(one.watched),
            one.times,
            one.minutes,
            dict(zip(one.events, named[one.pk], strict=True)),
            walled,
        )
        for one in alerts
    ]


def content_of(
    told: Sequence[tuple[UUID, datetime]],
    *,
    watched: Watched,
    times: int,
    minutes: int,
    case_id: UUID | None,
) -> Content:
    """Return what an alert of these events, each with its moment, would be made of."""
    moments = [moment for _event, moment in told]
    found = {} if case_id else named_in({one for one, _at in told}, min(moments), max(moments))
    about = [case_id] if case_id else []
    named = {event: found.get(event, (moment, about)) for event, moment in told}
    walled = walled_from(case for _at, cases in named.values() for case in cases)
    return Content(watched, times, minutes, named, walled)


def named_by(alerts: Sequence[Alert]) -> dict[UUID, list[Named]]:
    """Return of each alert what its events name, event by event."""
    if not alerts:
        return {}
    events = {event for one in alerts if not one.case_id for event in one.events}
    first, last = min(one.first_at for one in alerts), max(one.last_at for one in alerts)
    found = named_in(events, first, last)
    return {
        one.pk: [
            (one.last_at, [one.case_id]) if one.case_id else found.get(event, (one.last_at, []))
            for event in one.events
        ]
        for one in alerts
    }


def named_in(events: Iterable[UUID], first: datetime, last: datetime) -> dict[UUID, Named]:
    """Return when each of these events between two moments was, and the cases that it names."""
    found = AuditEvent.objects.filter(id__in=events, occurred_at__gte=first, occurred_at__lte=last)
    return {
        event: (at, cases) for event, at, cases in found.values_list("id", "occurred_at", "cases")
    }


def walled_from(cases: Iterable[UUID]) -> Walled:
    """Return who is walled off from each of these cases, as far as anybody is."""
    walls = Scope.objects.filter(pk__in=set(cases)).exclude(walled=[])
    return {case: set(people) for case, people in walls.values_list("pk", "walled")}
