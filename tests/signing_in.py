"""Signing in: a client that has given both factors, without going through the pages."""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django_otp import DEVICE_ID_SESSION_KEY

from sharing import clock, sessions
from sharing.models import CodeDevice, Membership, User
from sharing.models.second_factor import STEP, new_seed
from sharing.queries.second_factor import FRESH
from sharing.session_store import SessionStore

ROOM = 5  # seconds: what a busy machine needs at most between a code and its answer


def device_of(user: User) -> CodeDevice:
    """Return the person's confirmed device, made if there is none."""
    device = CodeDevice.objects.filter(user=user, confirmed=True).first()
    if device is None:
        device = CodeDevice(user=user, name="authenticator app")
        device.seed = new_seed()
        device.save()
    return device


def await_room() -> None:
    """Wait, if need be, until the codes of this moment are good for some seconds yet: one that
    turns between a test's reading it and the portal's is another."""
    left = STEP - clock.now().timestamp() % STEP
    if left < ROOM:
        time.sleep(left)


def good_code(device: CodeDevice) -> str:
    """Return the device's code of this moment, which will be good for some seconds yet."""
    await_room()
    return device.current_code()


def session_of(
    user: User, *, factors: int = 2, membership: Membership | None = None
) -> SessionStore:
    """Return a saved session, as the pages leave it after one factor or both."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    sessions.begin(session)
    if factors == 2:
        session[DEVICE_ID_SESSION_KEY] = device_of(user).persistent_id
        session[sessions.SECOND_FACTOR] = clock.now().isoformat()
    if membership is not None:
        session[sessions.MEMBERSHIP] = str(membership.pk)
    session.create()
    return session


def signed_in_client(
    cast, name: str, *, factors: int = 2, membership: Membership | None = None, **headers: str
) -> Client:
    """Return a client signed in as one of the cast; `nobody` is a client without a session.
    Somebody with several memberships acts under the one given, and is asked without one.

    Where a test moves the clock by more than the idle time, sign in again under the new time."""
    client = Client(headers=headers or None)
    if name != "nobody":
        session = session_of(cast.user(name), factors=factors, membership=membership)
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


class Visitor(RequestFactory):
    """Asks addresses as a client does, for a test that asks thousands: it notes nothing of how an
    answer was made, and an error is the page that says so."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.cookies = client.cookies
        self.handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request: Any) -> HttpResponse:
        answer = self.handler(super().request(**request).environ)
        self.cookies.update(answer.cookies)
        return answer


def a_while_after_the_code(cast, name: str) -> Client:
    """Return a client of somebody who gave their second factor too long ago for what needs it
    fresh."""
    client = signed_in_client(cast, name)
    session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    given = clock.now() - FRESH - timedelta(minutes=1)
    session[sessions.SECOND_FACTOR] = given.isoformat()
    session.save()
    return client
