"""What on the trail tells of what is watched. Whoever makes an event that the watch should know
says so here once, at start; the watch then finds it by its code."""

from collections.abc import Iterable

from sharing.codes import Outcome, Watched
from sharing.events import Event
from sharing.models import AuditEvent
from sharing.reasons import Reason

_codes: dict[Watched, set[str]] = {one: set() for one in Watched}
_reasons: dict[Watched, set[str]] = {one: set() for one in Watched}


def tell(watched: Watched, *events: Event, refused_for: Iterable[Reason] = ()) -> None:
    """These events tell of it from now on, whether they lead or come beside another, where they
    were allowed; and so does what is refused for one of these reasons."""
    _codes[watched].update(one.code for one in events)
    _reasons[watched].update(refused_for)


def codes_of(watched: Watched) -> frozenset[str]:
    """Return the codes of the events that tell of it."""
    return frozenset(_codes[watched])


def tells_of(event: AuditEvent, watched: Watched) -> bool:
    """Return whether an event of the trail tells of it."""
    if event.outcome == Outcome.REFUSED:
        return event.reason in _reasons[watched]
    return not _codes[watched].isdisjoint([event.code, *event.also])
