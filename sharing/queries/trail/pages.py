"""Pages of the trail, newest first. A page is found by a place in the trail, not by counting: the
hundredth takes as long as the first, and none moves while others write."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from sharing.models import AuditEvent

PER_PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Place:
    """The place of an event in the trail."""

    occurred_at: datetime
    recorded_at: datetime
    id: UUID

    @classmethod
    def of(cls, event: AuditEvent) -> "Place":
        return cls(event.occurred_at, event.recorded_at, event.id)

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """Return the place that an address names; None if it makes no sense."""
        try:
            occurred, recorded, identifier = text.split(".")
            return cls(_moment(occurred), _moment(recorded), UUID(identifier))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        moments = ((one - EPOCH) // MICROSECOND for one in (self.occurred_at, self.recorded_at))
        return ".".join([*(str(one) for one in moments), self.id.hex])


@dataclass(frozen=True)
class Turn:
    """The chosen page: the newest, or the one older or newer than a place."""

    place: Place | None = None
    newer: bool = False

    @classmethod
    def to(cls, *, older: str, newer: str) -> "Turn":
        """Return the page that an address asks for."""
        if place := Place.parse(newer):
            return cls(place, newer=True)
        return cls(Place.parse(older))

    def as_filter(self) -> Q:
        """Return the turn as a filter on events."""
        if self.place is None:
            return Q()
        word, place = "gt" if self.newer else "lt", self.place

        def beyond(name: str) -> Q:
            return Q(**{f"{name}__{word}": getattr(place, name)})

        later = beyond("recorded_at") | (Q(recorded_at=place.recorded_at) & beyond("id"))
        # Only the first part uses the index.
        bound = Q(**{f"occurred_at__{word}e": place.occurred_at})
        return bound & (beyond("occurred_at") | (Q(occurred_at=place.occurred_at) & later))

    @property
    def order(self) -> tuple[str, str, str]:
        """Return the order in which to read from the place on."""
        sign = "" if self.newer else "-"
        return f"{sign}occurred_at", f"{sign}recorded_at", f"{sign}id"


NEWEST = Turn()


@dataclass(frozen=True)
class EventPage:
    """Events, newest first, and the places from which the pages beside it begin."""

    events: list[AuditEvent]
    older: str = ""
    newer: str = ""


def turned(
    turn: Turn, *readings: Callable[[int], list[AuditEvent]], per_page: int = PER_PAGE
) -> EventPage:
    """Return the page. Each reading takes the largest number of events to read, and returns the
    first of them in the order of the turn."""
    found = {one.id: one for read in readings for one in read(per_page + 1)}
    rows = sorted(found.values(), key=_in_order, reverse=not turn.newer)
    more, rows = len(rows) > per_page, rows[:per_page]
    if turn.newer:
        rows.reverse()
    older, newer = (True, more) if turn.newer else (more, turn.place is not None)
    return EventPage(
        rows,
        older=str(Place.of(rows[-1])) if rows and older else "",
        newer=str(Place.of(rows[0])) if rows and newer else "",
    )


def _in_order(event: AuditEvent) -> tuple[datetime, datetime, UUID]:
    return event.occurred_at, event.recorded_at, event.id


def _moment(microseconds: str) -> datetime:
    return EPOCH + int(microseconds) * MICROSECOND
