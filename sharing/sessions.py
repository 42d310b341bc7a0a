"""Who a request comes from, by its session: person, second factor, membership, last activity."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sharing import clock
from sharing.actor import Actor, actor_for
from sharing.models import Membership, User

SECOND_FACTOR = "second_factor_at"
MEMBERSHIP = "membership"


def actor_of(request: HttpRequest, *, network_address: str) -> Actor:
    """Return the actor of this request: nobody, somebody with one factor, or a full member."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return Actor(network_address=network_address, request_id=request.request_id)
    given = request.session.get(SECOND_FACTOR) if user.is_verified() else None
    return actor_for(
        user,
        membership_of(user, request.session.get(MEMBERSHIP)),
        second_factor_at=datetime.fromisoformat(given) if given else None,
        network_address=network_address,
        request_id=request.request_id,
    )


def membership_of(user: User, chosen: str | None) -> Membership | None:
    """Return the membership that the person chose or, without a live one, the first live."""
    memberships = user.memberships.select_related("agency__area").prefetch_related(
        "agency__signatures"
    )
    live = [one for one in memberships if one.is_live(clock.today())]
    for one in live:
        if chosen and one.pk == UUID(chosen):
            return one
    return live[0] if live else None


def turn_away(request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse | None:
    """Return the way to the page where what is missing can be given, or nothing."""
    if not getattr(view, "login_required", True) or request.actor.is_signed_in:
        return None
    if request.actor.user_id is None:
        return redirect_to_login(request.get_full_path())
    return None if getattr(view, "one_factor_is_enough", False) else redirect("second_factor")
