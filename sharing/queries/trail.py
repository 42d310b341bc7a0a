"""The audit trail, in sentences: who did, saw or tried what, and why it was allowed or not."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sharing import case_names, clock
from sharing.access import expect, may, require
from sharing.actor import Actor
from sharing.events import CATALOGUE, Kind
from sharing.models import AuditEvent, Membership, Outcome, User
from sharing.permissions import (
    READ_CASE_TRAIL,
    READ_CHANGES,
    READ_OWN_TRAIL,
    READ_TRAIL,
    REGISTER,
)
from sharing.reasons import ON_THE_TRAIL, STRANGER, Reason
from sharing.roles import REACH, Reach, Role
from sharing.rules import RuleBroken

PER_PAGE = 50
FEW = 6  # so many events stand on the page of a case
DAYS = 7  # of the lead's list, where nobody said another range
LONDON = ZoneInfo("Europe/London")

# A case is walled off, so whatever names it alone is not there.
NOT_WALLED_OFF = Q(
    RawSQL("cases = '{}' OR NOT cases <@ (SELECT walled_from())", (), output_field=BooleanField())
)


def about(case_id: UUID) -> Q:
    """Return the filter of events that name the case. Past the policy, which keeps `cases @>` off
    its index: see sql/reading_trail.sql."""
    return Q(
        RawSQL(
            "(recorded_at, id) IN (SELECT a.recorded_at, a.id FROM events_about(%s) AS a)",
            [case_id],
            output_field=BooleanField(),
        )
    )


@dataclass(frozen=True)
class Line:
    """One event, as a sentence and its reason."""

    id: UUID
    when: datetime
    who: str
    what: str | Promise
    also: list[str | Promise]
    refused: bool
    why: str | Promise
    changed: bool
    cases: list[tuple[UUID, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Trail:
    """A page of the trail, newest first."""

    lines: list[Line]
    page: Page
    case_id: UUID | None = None
    name: str = ""
    only: str = ""
    # Whether the reader may see what each event changed.
    readable: bool = False


@dataclass(frozen=True)
class Asked:
    """What the safeguarding lead wants to see."""

    start: date
    end: date
    person: UUID | None = None
    only: str = ""

    @classmethod
    def last_days(cls) -> "Asked":
        today = clock.today()
        return cls(today - timedelta(days=DAYS - 1), today)


@cache
def looks() -> frozenset[str]:
    """Return the codes of events that changed nothing: who looked, and at what was disclosed."""
    disclosed = {
        one.event.code
        for one in REGISTER.values()
        if one.event.kind is Kind.DISCLOSURE and not one.changes
    }
    consulted = {one.code for one in CATALOGUE.values() if one.kind is Kind.CONSULTATION}
    return frozenset(disclosed | consulted)


def latest_events(case_id: UUID, *, number: int = FEW) -> list[Line]:
    """Return the newest events of a case whose trail the actor may read, for its own page."""
    return _lines(list(_events().filter(about(case_id))[:number]), {})


def case_trail(actor: Actor, *, case_id: UUID, only: str = "", page: int = 1) -> Trail:
    """Return who saw and changed a case."""
    require(actor, READ_CASE_TRAIL, case_id)
    events = _only(_events().filter(about(case_id)), only)
    turned = Paginator(events, PER_PAGE).get_page(page)
    name = case_names.names_of(actor, [case_id]).get(case_id, "")
    readable = may(actor, READ_CHANGES, case_id).allowed
    return Trail(_lines(list(turned), {}), turned, case_id, name, only, readable)


def area_trail(actor: Actor, asked: Asked, *, page: int = 1) -> Trail:
    """Return what was done, seen and tried in the lead's area on these days."""
    require(actor, READ_TRAIL)
    events = _on_days(asked.start, asked.end).filter(areas__contains=[actor.area_id])
    if asked.person:
        # Theirs, and what was tried with their account by whoever did not get in. The first
        # filter lets the database find both by an index; the second says what is meant.
        theirs, by_nobody = Q(user_id=asked.person), Q(user_id__isnull=True)
        events = events.filter(theirs | by_nobody)
        events = events.filter(theirs | (by_nobody & Q(people__contains=[asked.person])))
    return _listed(actor, _only(events.filter(NOT_WALLED_OFF), asked.only), asked.only, page)


def own_trail(actor: Actor, *, page: int = 1) -> Trail:
    """Return what the actor looked at, searched for, tried and changed. What they did stays, also
    on a case that is not there for them any more, and why it was not there is not said: neither
    a line that is missing nor its reason tells them of a wall."""
    require(actor, READ_OWN_TRAIL)
    events = _events().filter(user_id=actor.user_id)
    found = _listed(actor, events, "", page)
    strangers = {one.id for one in found.page if one.reason in STRANGER}
    return replace(
        found,
        lines=[
            replace(one, why=_("Nothing there for you")) if one.id in strangers else one
            for one in found.lines
        ],
    )


def ask_for_case(actor: Actor) -> None:
    """Refuse whoever may not read the trail of the area, before a reference is asked for."""
    expect(actor, READ_TRAIL)


def find_trail(actor: Actor, name: str) -> UUID:
    """Return the case of that name, to read its trail."""
    require(actor, READ_TRAIL)
    case_id = case_names.case_called(actor, name)
    if case_id is None:
        raise RuleBroken(_("No case of this area has this reference"), field="reference")
    return case_id


def refused_of_late(actor: Actor) -> dict[str, int]:
    """Return how many attempts of the last days were refused, by reason, without naming who. Who
    was only asked why first was not refused."""
    asked = Asked.last_days()
    events = (
        _on_days(asked.start, asked.end)
        .filter(NOT_WALLED_OFF, areas__contains=[actor.area_id], outcome=Outcome.REFUSED)
        .exclude(reason=Reason.WITHOUT_REASON)
    )
    counted = events.order_by().values_list("reason").annotate(number=Count("*"))
    return {str(_reason(reason)): number for reason, number in counted.order_by("-number")}


def people_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the people of the area, to choose one of them, by identifier."""
    people = User.objects.filter(memberships__agency__area=actor.area_id).distinct()
    return [(str(one.pk), one.name) for one in people.order_by("name")]


def _events() -> QuerySet[AuditEvent]:
    return AuditEvent.objects.order_by("-recorded_at", "-id")


def _on_days(start: date, end: date) -> QuerySet[AuditEvent]:
    first = datetime.combine(start, time.min, LONDON)
    after = datetime.combine(end + timedelta(days=1), time.min, LONDON)
    return _events().filter(occurred_at__gte=first, occurred_at__lt=after)


def _only(events: QuerySet[AuditEvent], only: str) -> QuerySet[AuditEvent]:
    if only == "changes":
        return events.filter(outcome=Outcome.ALLOWED).exclude(code__in=looks())
    if only == "refused":
        return events.filter(outcome=Outcome.REFUSED)
    return events


def _listed(actor: Actor, events: QuerySet[AuditEvent], only: str, page: int) -> Trail:
    turned = Paginator(events, PER_PAGE).get_page(page)
    shown = list(turned)
    names = case_names.names_of(actor, {case for event in shown for case in event.cases})
    return Trail(_lines(shown, names), turned, only=only)


def line_of(event: AuditEvent) -> Line:
    """Return one event as a line."""
    return _lines([event], {})[0]


def _lines(events: list[AuditEvent], names: dict[UUID, str]) -> list[Line]:
    acted = Membership.objects.filter(pk__in={event.membership_id for event in events})
    people: dict[UUID | None, tuple[str, str]] = {
        pk: (name, agency)
        for pk, name, agency in acted.values_list("pk", "user__name", "agency__name")
    }
    # Who had chosen no membership yet, as while signing in.
    without = {one.user_id for one in events if one.user_id and one.membership_id is None}
    # Whose account it was that somebody tried to sign in to.
    without |= {person for one in events if _is_nobody(one) for person in one.people}
    if without:
        for pk, name in User.objects.filter(pk__in=without).values_list("pk", "name"):
            people[pk] = (name, "")
    return [_line(event, people, names) for event in events]


def _line(
    event: AuditEvent, people: dict[UUID | None, tuple[str, str]], names: dict[UUID, str]
) -> Line:
    refused = event.outcome == Outcome.REFUSED
    return Line(
        id=event.id,
        when=event.occurred_at,
        who=_who(event, people),
        what=_sentence(event.code),
        also=[_sentence(code) for code in event.also],
        refused=refused,
        why=_reason(event.reason) if refused else _allowed(event),
        changed=not refused and event.code not in looks(),
        cases=[(case, names[case]) for case in event.cases if case in names],
    )


def _who(event: AuditEvent, people: dict[UUID | None, tuple[str, str]]) -> str:
    if _is_nobody(event):
        tried = next((people[one][0] for one in event.people if one in people), "")
        if tried:
            return _("Somebody not signed in, with the account of %(name)s") % {"name": tried}
        return _("Somebody not signed in")
    if event.user_id is None:
        return _("The portal")
    name, agency = people.get(event.membership_id or event.user_id, (_("Somebody"), ""))
    role = _role(event.role)
    if role is None:
        return name
    parts = {"name": name, "role": role.label, "agency": agency}
    # Who acted in another area is of no agency that goes without saying.
    if REACH[role] in (Reach.AREA, Reach.TRAIL) and len(event.areas) < 2:
        return _("%(name)s, %(role)s") % parts
    return _("%(name)s, %(agency)s, %(role)s") % parts


def _is_nobody(event: AuditEvent) -> bool:
    return event.user_id is None and not event.role


def _role(value: str) -> Role | None:
    return Role(value) if value in Role.values else None


def _sentence(code: str) -> str | Promise:
    return CATALOGUE[code].sentence if code in CATALOGUE else code


def _reason(code: str) -> str | Promise:
    return ON_THE_TRAIL.get(Reason(code), code) if code in set(Reason) else code


def _allowed(event: AuditEvent) -> str:
    role = _role(event.role)
    if role is None:
        return _("Rule of the portal") if event.role else ""
    if not event.cases:
        return _("By role")
    return {
        Reach.AREA: _("By role, for the whole area"),
        Reach.AGENCY: _("Agency on circulation"),
        Reach.OWN: _("Own referral"),
        Reach.TRAIL: _("By role, without content"),
        Reach.NOTHING: _("By role"),
    }[REACH[role]]
