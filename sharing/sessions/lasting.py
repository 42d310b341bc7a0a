"""How long a session lasts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from sharing import clock
from sharing.actor import Actor
from sharing.flow import case_flow
from sharing.sessions.marks import ACTIVE, ENDED, SIGNED_IN
from sharing.unit import unit_of_work

# Activity is written down at most this often.
TOUCH = timedelta(minutes=1)


def time_left(
    session: SessionBase | Mapping[str, Any], *, awake_since: datetime | None = None
) -> timedelta:
    """Return how long the session lasts if nobody does anything in it, or zero if it is over. A
    pause does not sign out a person who has had to stay awake since before it was too long."""
    begun, active = session.get(SIGNED_IN), session.get(ACTIVE)
    if not begun or not active or ENDED in session:
        return timedelta()
    now, pause = clock.now(), timedelta(minutes=settings.IDLE_MINUTES)
    too_long = datetime.fromisoformat(active) + pause
    if awake_since is not None and awake_since <= too_long:
        too_long = now + pause
    until = min(datetime.fromisoformat(begun) + settings.LONGEST_SESSION, too_long)
    return max(until - now, timedelta())


def is_over(session: SessionBase, actor: Actor) -> bool:
    """Return whether the session no longer gives rights. A person who stays awake counts as
    active."""
    if time_left(session):
        return False
    with unit_of_work(actor):
        awake_since = case_flow().awake_since(actor)
    if not time_left(session, awake_since=awake_since):
        return True
    session[ACTIVE] = clock.now().isoformat()
    return False


def touch(session: SessionBase) -> None:
    """Note that the person is active now."""
    now = clock.now()
    if now - datetime.fromisoformat(session[ACTIVE]) >= TOUCH:
        session[ACTIVE] = now.isoformat()
