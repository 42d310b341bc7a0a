"""The worker's look at the seal, every few minutes, because the sealer cannot report its own
death."""

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from sharing import clock
from sharing.rounds import enter_once
from sharing.seal.notices import tell_of_alarms

LOOKS = UUID("0d8f0a94-6b5c-4a53-9a35-5a0f5a1d6e52")
EVERY = 5  # minutes


def enter_look() -> None:
    """Enqueue the next look for the worker, unless one waits already."""
    now = clock.now().replace(second=0, microsecond=0)
    at = now + timedelta(minutes=EVERY - now.minute % EVERY)
    enter_once(look_at_seal, LOOKS, at.isoformat(), at)


@task()
def look_at_seal() -> None:
    """Tell the leads and the operators what is wrong with the seal."""
    enter_look()
    tell_of_alarms()
