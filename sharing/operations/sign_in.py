"""Signing in by e-mail and password, and signing out."""

from collections.abc import Mapping

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest

from sharing import encryption, sessions
from sharing.actor import Actor
from sharing.events import PASSWORD_GIVEN, SIGN_IN_FAILED, SIGNED_OUT
from sharing.http import Request
from sharing.models import User
from sharing.reasons import Reason
from sharing.work import current


def give_password(*, actor: Actor, request: Request, email: str, password: str, way: str) -> bool:
    """Whoever knows the password has a new session, which the second factor completes.

    Returns False alike for a wrong password, an unknown address, an account switched off and an
    address that has to wait; the trail keeps whom it concerns."""
    user = authenticate(request, email=email, password=password)
    if isinstance(user, User):
        sessions.begin_for(request, user, way=way)
        current().note(PASSWORD_GIVEN, people=[user.pk], changing=True)
        return True
    tried = User.objects.filter(email__iexact=email).values_list("pk", flat=True)
    work = current()
    work.note(SIGN_IN_FAILED, people=tried, changing=True)
    work.refused = Reason.WRONG_SIGN_IN
    return False


def sign_out(*, actor: Actor, request: Request) -> None:
    """Nothing is left of the session."""
    if actor.user_id is not None:
        current().note(SIGNED_OUT, changing=True)
    logout(request)


def attempt_name(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """Return what the counter of failed attempts calls an address: the same for every way of
    writing it, and nothing that can be read."""
    typed = (credentials or request.POST).get("email") or ""
    return encryption.keyed_hash("sign-in attempt", typed.casefold()).hex()
