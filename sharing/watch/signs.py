"""Which events count towards what is watched. A module that makes such an event registers it here
once, at start; the watch then recognises it by its code."""

from collections.abc import Iterable

from sharing.codes import Outcome, Watched
from sharing.events import Event
from sharing.models import AuditEvent
from sharing.reasons import Reason

_codes: dict[Watched, set[str]] = {one: set() for one in Watched}
_reasons: dict[Watched, set[str]] = {one: set() for one in Watched}


def tell(watched: Watched, *events: Event, refused_for: Iterable[Reason] = ()) -> None:
    """Count these events towards what is watched: if they were allowed, whether as the main code of
    an event or a further one. Count every refusal for one of these reasons too."""
    _codes[watched].update(one.code for one in events)
    _reasons[watched].update(refused_for)


def codes_of(watched: Watched) -> frozenset[str]:
    """Return the codes of the events that count towards it."""
    return frozenset(_codes[watched])


def tells_of(event: AuditEvent, watched: Watched) -> bool:
    """Return whether an event of the trail counts towards it."""
    if event.outcome == Outcome.REFUSED:
        return event.reason in _reasons[watched]
    return not _codes[watched].isdisjoint([event.code, *event.also])
