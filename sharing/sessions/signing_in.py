"""Signing in: the state of a session at each step."""

from uuid import UUID

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django_otp import login as remember_device
from django_otp.models import Device

from sharing import clock
from sharing.http import Request
from sharing.models import User
from sharing.sessions.marks import ACTIVE, MEMBERSHIP, NEXT, SECOND_FACTOR, SIGNED_IN


def begin(session: SessionBase) -> None:
    """Make the session that of somebody who signs in now."""
    session[SIGNED_IN] = session[ACTIVE] = clock.now().isoformat()
    # Without this, each form that is kept of a session that is over would make it known for longer.
    session.set_expiry(session.get_expiry_date())


def begin_for(request: Request, user: User, *, way: str) -> None:
    """Note that the person has given their password, in a new session that holds nothing of an old
    one. `way` is where they wanted to go."""
    request.session.flush()
    login(request, user)
    begin(request.session)
    request.session[NEXT] = way


def complete(request: Request, device: Device) -> None:
    """Note that the person has given both factors, in a session under a new key."""
    request.session.cycle_key()
    remember_device(request, device)
    request.session[SECOND_FACTOR] = request.session[ACTIVE] = clock.now().isoformat()
    if request.actor.membership_id:
        request.session[MEMBERSHIP] = str(request.actor.membership_id)


def act_under(request: Request, membership_id: UUID) -> None:
    """Let the person act under that membership from the next request on."""
    request.session[MEMBERSHIP] = str(membership_id)
    request.has_to_choose = False
