"""The trail as a file. The export, its author and the number of events are on record before the
first byte leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sharing import case_names
from sharing.access import expect, require
from sharing.actor import Actor
from sharing.models import AuditEvent, Watched
from sharing.permissions import TAKE_CASE_TRAIL, TAKE_TRAIL
from sharing.queries.trail.asked import Asked
from sharing.queries.trail.lines import Line, lines_of
from sharing.queries.trail.pages import NEWEST, Place, Turn, turned
from sharing.queries.trail.reading import named, of_area, of_case
from sharing.watch.signs import tell
from sharing.work import current

AT_ONCE = 1_000  # events

tell(Watched.EXPORTS, TAKE_TRAIL.event, TAKE_CASE_TRAIL.event)

# Functions that read the page of a turn.
Readings = Callable[[Turn], list[Callable[[int], list[AuditEvent]]]]


@dataclass(frozen=True)
class Taken:
    """The events of a file, newest first; none if they are more than it may hold."""

    lines: list[Line]
    name: str = ""  # of the case, if it is the trail of a case
    too_many: bool = False


def check_may_take_area(actor: Actor) -> None:
    """Refuse an actor who may not take the trail of the area out."""
    expect(actor, TAKE_TRAIL)


def check_may_take_case(actor: Actor, case_id: UUID) -> None:
    """Refuse an actor who may not take the trail of the case out."""
    expect(actor, TAKE_CASE_TRAIL, case_id)


def take_area_trail(actor: Actor, asked: Asked, *, most: int) -> Taken:
    """Return the chosen events from the trail of the lead's area."""
    require(actor, TAKE_TRAIL)
    return _taken(actor, lambda turn: of_area(actor, asked, turn), most=most)


def take_case_trail(actor: Actor, case_id: UUID, asked: Asked, *, most: int) -> Taken:
    """Return the chosen events from the trail of a case."""
    require(actor, TAKE_CASE_TRAIL, case_id)
    name = case_names.names_of(actor, [case_id]).get(case_id, "")

    def readings(turn: Turn) -> list[Callable[[int], list[AuditEvent]]]:
        return [lambda at_most: of_case(case_id, asked, turn, at_most)]

    return _taken(actor, readings, most=most, of={case_id: name})


def _taken(
    actor: Actor, readings: Readings, *, most: int, of: dict[UUID, str] | None = None
) -> Taken:
    lines: list[Line] = []
    turn = NEWEST
    while len(lines) <= most:
        page = turned(turn, *readings(turn), per_page=AT_ONCE)
        names = named(actor, page.events) if of is None else of
        lines += lines_of(page.events, cases=names)
        if not page.older:
            break
        turn = Turn(Place.parse(page.older))
    work = current()
    too_many = len(lines) > most
    work.beside["events"] = 0 if too_many else len(lines)
    return Taken([] if too_many else lines, "".join((of or {}).values()), too_many)
