"""Which events tell of what is watched. Whoever makes an event that the watch should know says so
here once, at start; the watch then finds it on the trail by its code."""

from sharing.events import Event
from sharing.models import Watched

_said: dict[Watched, set[str]] = {one: set() for one in Watched}


def tell(watched: Watched, *events: Event) -> None:
    """These events tell of it from now on, whether they lead or come beside another."""
    _said[watched].update(one.code for one in events)


def codes_of(watched: Watched) -> frozenset[str]:
    """Return the codes of the events that tell of it."""
    return frozenset(_said[watched])
