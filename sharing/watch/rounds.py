"""The worker's look at the trail, each minute, so that no request waits for it."""

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from sharing import clock
from sharing.rounds import enter_once
from sharing.watch.notices import tell_of_alerts
from sharing.watch.reading import look_at_trail

LOOKS = UUID("7c1f4b0e-1f0a-4f3e-9a53-2b8a0f6f3d11")
EVERY = timedelta(minutes=1)


def enter_look() -> None:
    """Enqueue the next look for the worker, unless one waits already."""
    at = clock.now().replace(second=0, microsecond=0) + EVERY
    enter_once(look_for_alerts, LOOKS, at.isoformat(), at)


@task()
def look_for_alerts() -> None:
    """Raise alerts for what the trail recorded since the last look, and tell the people who decide
    on them."""
    enter_look()
    look_at_trail()
    tell_of_alerts()
