"""The findings of an area in the events of its trail, by the area's rules."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sharing import clock
from sharing.models import AuditEvent, Outcome, Watched
from sharing.queries.alert_readers import Finding
from sharing.reasons import Reason
from sharing.watch.hours import Hours
from sharing.watch.settings import Setting, amount_of
from sharing.watch.signs import tells_of

# Refusals that show no attempt: a pause, a missing paper, a case on hold, or a question that comes
# first (the watch knows questions by signs of their own).
HARMLESS = {
    Reason.NOT_SIGNED_IN,
    Reason.NO_SECOND_FACTOR,
    Reason.NO_AGREEMENT,
    Reason.NOT_DECLARED,
    Reason.FROZEN,
    Reason.WITHOUT_REASON,
    Reason.TOO_FAST,
}
BY_CASE = {Watched.BREAK_GLASS, Watched.OFF_LIST, Watched.OWN_NAME, Watched.FAMILY_NAME}
# Findings that were counted before their event was made.
COUNTED = {Watched.MANY_CASES}

# A person's events since a moment, oldest first.
Earlier = Callable[[UUID, datetime], list[AuditEvent]]
Key = tuple[UUID, UUID | None, date | None]


@dataclass(frozen=True)
class AreaWatch:
    """What the watch needs to know of an area to look through its events."""

    area_id: UUID
    settings: dict[Watched, Setting]
    hours: dict[UUID, Hours]  # by agency
    off: Container[date]  # bank holidays
    former: Container[UUID]  # people whose every membership in the area has ended
    earlier: Earlier


def findings_of(area: AreaWatch, events: Iterable[AuditEvent]) -> list[Finding]:
    """Return the findings in these events, oldest first, each thing once."""
    found: list[Finding] = []
    concerning = [(person_of(one), one) for one in events if area.area_id in one.areas]
    for watched, setting in area.settings.items():
        if not setting.on:
            continue
        signs: dict[Key, list[AuditEvent]] = {}
        for person, event in concerning:
            if person and is_sign(area, watched, event, person):
                signs.setdefault(_key(watched, event, person), []).append(event)
        for key, told in signs.items():
            enough = _enough(area, watched, setting, key[0], told)
            if enough:
                read = {one.id for one in told}
                found.append(_finding(area, watched, setting, key, enough, read))
    return found


def person_of(event: AuditEvent) -> UUID | None:
    """Return the person who acted, or whose account somebody tried to sign in with; None for a
    job."""
    if event.user_id or event.role:
        return event.user_id
    return next(iter(event.people), None)


def is_sign(area: AreaWatch, watched: Watched, event: AuditEvent, person: UUID) -> bool:
    """Return whether the event counts towards what is watched."""
    if watched is Watched.REFUSALS:
        return event.outcome == Outcome.REFUSED and event.reason not in HARMLESS
    if watched is Watched.FORMER_MEMBER:
        return person in area.former
    if watched is Watched.OUT_OF_HOURS:
        hours = area.hours.get(event.agency_id) if event.agency_id else None
        looked = event.outcome == Outcome.ALLOWED and bool(event.cases)
        return looked and hours is not None and hours.are_over(event.occurred_at, area.off)
    return tells_of(event, watched)


def _key(watched: Watched, event: AuditEvent, person: UUID) -> Key:
    """Return the key of the one alert that the event belongs to."""
    case = event.cases[0] if watched in BY_CASE and len(event.cases) == 1 else None
    # A family name that matches in a case matches on every day.
    by_day = watched is not Watched.FAMILY_NAME or case is None
    return person, case, clock.day(event.occurred_at) if by_day else None


def _enough(
    area: AreaWatch, watched: Watched, setting: Setting, person: UUID, told: list[AuditEvent]
) -> list[AuditEvent]:
    """Return the events that make an alert, with earlier ones that count; none if they are too
    few."""
    if setting.number == 1 or watched in COUNTED:
        return told
    since = told[0].occurred_at - setting.within
    all_of_it = [
        one
        for one in area.earlier(person, since)
        if area.area_id in one.areas and is_sign(area, watched, one, person)
    ]
    enough: dict[UUID, AuditEvent] = {}
    for event in told:
        begin = event.occurred_at - setting.within
        within = [one for one in all_of_it if begin < one.occurred_at <= event.occurred_at]
        if amount_of(watched, [one.cases for one in within]) >= setting.number:
            enough |= {one.id: one for one in within}
    return sorted(enough.values(), key=lambda one: one.occurred_at)


def _finding(
    area: AreaWatch,
    watched: Watched,
    setting: Setting,
    key: Key,
    events: list[AuditEvent],
    just_read: set[UUID],
) -> Finding:
    person, case, day = key
    newest = events[-1]
    return Finding(
        watched=watched,
        area_id=area.area_id,
        about_id=person,
        events=[(one.id, one.occurred_at) for one in events],
        just_read=just_read,
        agency_id=newest.agency_id,
        role=newest.role,
        case_id=case,
        day=day,
        times=1 if watched in COUNTED else setting.number,
        minutes=setting.minutes,
    )
