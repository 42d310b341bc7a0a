"""The trail of a case, of an area and of the actor. Reading it is itself on the trail, with the
cases that it named."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from sharing import case_names
from sharing.access import expect, may, require
from sharing.actor import Actor
from sharing.flow import case_flow
from sharing.models import Agency, AuditEvent, Outcome, User
from sharing.permissions import (
    DECIDE_ALERTS,
    RAISE_ALERTS,
    READ_ALERTS,
    READ_CASE_TRAIL,
    READ_CHANGES,
    READ_OWN_TRAIL,
    READ_TRAIL,
    TAKE_CASE_TRAIL,
    TAKE_TRAIL,
    TELL_OF_ALERTS,
    TRAIL_SOUGHT,
)
from sharing.queries.marks import marks_of
from sharing.queries.trail.asked import (
    HAPPENED,
    NOT_WALLED_OFF,
    Asked,
    Only,
    narrowing,
    refused_to,
)
from sharing.queries.trail.lines import Line, lines_of, reason_words, shown_cases
from sharing.queries.trail.pages import NEWEST, EventPage, Turn, turned
from sharing.reasons import STRANGER, Reason
from sharing.rules import RuleBroken
from sharing.work import current

FEW = 6  # events on the page of a case
FEW_REFUSED = 2  # attempts beside them
LOOKED_THROUGH = 50  # refusals read to find attempts among questions that came first

# What says that there is an alert: `about_alerts()` of the database. Whoever decides on none may
# read the trail of a case, so that tells of none, and `days_of_case` counts none.
ABOUT_ALERTS = frozenset(
    one.event.code for one in (RAISE_ALERTS, TELL_OF_ALERTS, READ_ALERTS, DECIDE_ALERTS)
)
# How many alerts were raised follows from what each of several people may know: whoever reads one
# was told of it, and finds that.
RAISED = Q(code=RAISE_ALERTS.event.code)


@dataclass(frozen=True)
class Trail:
    """A page of the trail, newest first, and the places from which the pages beside it begin."""

    lines: list[Line]
    older: str = ""
    newer: str = ""
    case_id: UUID | None = None
    name: str = ""
    # Whether the reader may see what each event changed, and take it all out as a file.
    readable: bool = False
    may_take: bool = False


def latest_events(case_id: UUID) -> list[Line]:
    """Return the newest events of a case whose trail the actor may read, for its own page. The page
    leaves out reasons, and notices, because there may be one for each agency. It has a few refused
    attempts at most, so that they push out nothing that happened; somebody who was only asked why
    first tried nothing."""
    happened = _of_case(case_id, Asked(only=HAPPENED), NEWEST, FEW)
    refused = _of_case(case_id, Asked(only=Only.REFUSED), NEWEST, LOOKED_THROUGH)
    tried = refused.exclude(reason=Reason.WITHOUT_REASON).order_by(*NEWEST.order)[:FEW_REFUSED]
    newest = happened.union(tried, all=True).order_by(*NEWEST.order)
    return lines_of(list(newest), with_reasons=False)


def case_trail(actor: Actor, case_id: UUID, asked: Asked, turn: Turn = NEWEST) -> Trail:
    """Return the events of people who saw, changed or tried to open a case."""
    require(actor, READ_CASE_TRAIL, case_id)
    page = turned(turn, lambda at_most: of_case(case_id, asked, turn, at_most))
    return replace(
        Trail(lines_of(page.events, marks=marks_of(actor, page.events)), page.older, page.newer),
        case_id=case_id,
        name=case_names.names_of(actor, [case_id]).get(case_id, ""),
        readable=may(actor, READ_CHANGES, case_id).allowed,
        may_take=may(actor, TAKE_CASE_TRAIL, case_id).allowed,
    )


def area_trail(actor: Actor, asked: Asked, turn: Turn = NEWEST) -> Trail:
    """Return what was done, seen and tried in the lead's area."""
    require(actor, READ_TRAIL)
    found = _listed(actor, turned(turn, *of_area(actor, asked, turn)))
    return replace(found, may_take=may(actor, TAKE_TRAIL).allowed)


def own_trail(actor: Actor, asked: Asked, turn: Turn = NEWEST) -> Trail:
    """Return what the actor looked at, searched for, tried and changed, and what was tried with
    their account. Their events stay, also on a case that is no longer there for them, without the
    reason why it was not there: neither a missing line nor its reason tells them of a wall."""
    require(actor, READ_OWN_TRAIL)
    page = turned(turn, *_of_person(_events(turn, asked), actor.person_id))
    found = _listed(actor, page)
    # Asked of all cases of these events, so that a hidden one takes no fewer queries.
    pages = case_names.pages_of(actor, _cases_of(page.events))
    strangers = {one.id for one in page.events if one.reason in STRANGER}
    lines = [replace(one, pages=pages) for one in found.lines]
    return replace(
        found,
        lines=[
            replace(one, why=_("Nothing there for you")) if one.id in strangers else one
            for one in lines
        ],
    )


def of_case(
    case_id: UUID, asked: Asked, turn: Turn, at_most: int, *, event: UUID | None = None
) -> list[AuditEvent]:
    """Return events of a case in the order of the turn. The caller must have let the reader through
    the door; the database checks again."""
    return list(_of_case(case_id, asked, turn, at_most, event=event).order_by(*turn.order))


def _of_case(
    case_id: UUID, asked: Asked, turn: Turn, at_most: int, *, event: UUID | None = None
) -> QuerySet[AuditEvent]:
    which, place = narrowing(asked.only), turn.place
    without = (which.without_codes or frozenset()) | ABOUT_ALERTS
    keys = RawSQL(
        "(recorded_at, id) IN (SELECT recorded_at, id FROM events_of_case("
        "%s, %s, %s, %s, %s, %s, %s, %s::varchar[], %s::varchar[], %s, %s, %s, %s, %s))",
        [
            case_id, event, asked.person, asked.agency, asked.since, asked.until, which.outcome,
            _array(which.with_codes), _array(without), turn.newer,
            place.occurred_at if place else None, place.recorded_at if place else None,
            place.id if place else None, at_most,
        ],
        output_field=BooleanField(),
    )  # fmt: skip
    return AuditEvent.objects.filter(keys)


def of_area(actor: Actor, asked: Asked, turn: Turn) -> list[Callable[[int], list[AuditEvent]]]:
    """Return the readings of the events in the actor's area that they may know of."""
    events = _events(turn, asked).filter(
        NOT_WALLED_OFF, ~refused_to(actor), ~RAISED, areas__contains=[actor.area_id]
    )
    return _of_person(events, asked.person) if asked.person else [_reading(events)]


def ask_for_case(actor: Actor) -> None:
    """Refuse an actor who may not read the trail of the area, before a reference is asked for."""
    expect(actor, READ_TRAIL)


def find_trail(actor: Actor, name: str) -> UUID:
    """Return the case of that name, to read its trail. If it is not there for the actor, the answer
    is the same as for a name that no case has, and the attempt is on the trail of the case."""
    expect(actor, READ_TRAIL)
    case_id = case_flow().case_behind(name)
    refusal = may(actor, READ_CASE_TRAIL, case_id or uuid4()).reason
    current().seek(
        TRAIL_SOUGHT,
        [case_names.hash_of_reference(name)],
        cases=[case_id] if case_id else [],
        refused=refusal,
    )
    if refusal or case_id is None:
        raise RuleBroken(_("No case of this area has this reference"), field="reference")
    return case_id


def refused_of_late(actor: Actor) -> dict[str, int]:
    """Return how many attempts of the last days were refused, by reason, without names. A reader
    who was only asked why first was not refused."""
    events = AuditEvent.objects.filter(
        NOT_WALLED_OFF,
        ~refused_to(actor),
        Asked.last_days().as_filter(),
        areas__contains=[actor.area_id],
        outcome=Outcome.REFUSED,
    ).exclude(reason=Reason.WITHOUT_REASON)
    counted = events.order_by().values_list("reason").annotate(number=Count("*"))
    return {str(reason_words(reason)): number for reason, number in counted.order_by("-number")}


def people_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the people of the area by identifier, as choices."""
    people = User.objects.filter(memberships__agency__area=actor.area_id).distinct()
    return [(str(one.pk), one.name) for one in people.order_by("name")]


def agencies_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies of the area by identifier, as choices."""
    agencies = Agency.objects.filter(area=actor.area_id)
    return [(str(one.pk), one.name) for one in agencies]


def named(actor: Actor, events: list[AuditEvent]) -> dict[UUID, str]:
    """Return the names of the cases of these events, noted as shown."""
    names = case_names.names_of(actor, _cases_of(events))
    for event in events:
        current().cases.update(shown_cases(event, names))
    return names


def _cases_of(events: list[AuditEvent]) -> set[UUID]:
    return {case for event in events for case in event.cases}


def _events(turn: Turn, asked: Asked) -> QuerySet[AuditEvent]:
    rule = asked.as_filter() & turn.as_filter()
    return AuditEvent.objects.filter(rule).order_by(*turn.order)


def _of_person(
    events: QuerySet[AuditEvent], person: UUID
) -> list[Callable[[int], list[AuditEvent]]]:
    """Return two readings, each on its own index: the events of the person, and attempts with their
    account by somebody who did not get in."""
    tried = Q(user_id__isnull=True, role="", people__contains=[person])
    return [_reading(events.filter(user_id=person)), _reading(events.filter(tried))]


def _reading(events: QuerySet[AuditEvent]) -> Callable[[int], list[AuditEvent]]:
    return lambda at_most: list(events[:at_most])


def _array(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)


def _listed(actor: Actor, page: EventPage) -> Trail:
    lines = lines_of(
        page.events, cases=named(actor, page.events), marks=marks_of(actor, page.events)
    )
    return Trail(lines, page.older, page.newer)
