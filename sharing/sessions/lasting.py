"""How long a session lasts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from sharing import clock
from sharing.actor import Actor
from sharing.flow import Awake, case_flow
from sharing.sessions.marks import ACTIVE, ENDED, SIGNED_IN
from sharing.unit import unit_of_work

# Activity is written down at most this often.
TOUCH = timedelta(minutes=1)


def time_left(
    session: SessionBase | Mapping[str, Any], *, awake: Sequence[Awake] = ()
) -> timedelta:
    """Return how long the session lasts if nobody does anything in it, or zero if it is over. While
    a person had to stay awake, no pause began."""
    begun = session.get(SIGNED_IN)
    if not begun or not session.get(ACTIVE) or ENDED in session:
        return timedelta()
    longest = datetime.fromisoformat(begun) + settings.LONGEST_SESSION
    until = min(longest, _last_active(session, awake) + _pause())
    return max(until - clock.now(), timedelta())


def _pause() -> timedelta:
    return timedelta(minutes=settings.IDLE_MINUTES)


def _last_active(session: SessionBase | Mapping[str, Any], awake: Sequence[Awake]) -> datetime:
    """Return when the pause began. What a person had to stay awake for counts as activity, if it
    began before their pause was too long."""
    last = datetime.fromisoformat(session[ACTIVE])
    for one in awake:
        if one.since <= min(last + _pause(), one.until):
            last = max(last, one.until)
    return last


def is_over(session: SessionBase, actor: Actor) -> bool:
    """Return whether the session no longer gives rights."""
    if time_left(session):
        return False
    with unit_of_work(actor):
        awake = case_flow().awake(actor)
    if not time_left(session, awake=awake):
        return True
    session[ACTIVE] = _last_active(session, awake).isoformat()
    return False


def touch(session: SessionBase) -> None:
    """Note that the person is active now."""
    now = clock.now()
    if now - datetime.fromisoformat(session[ACTIVE]) >= TOUCH:
        session[ACTIVE] = now.isoformat()
