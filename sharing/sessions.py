"""Who a request comes from, by its session: person, second factor, membership, last activity.

A session is over after a pause of `IDLE_MINUTES`, and `SESSION_COOKIE_AGE` after signing in
however busy it was. Over, it gives no rights; it is only still known whose it was, so that a form
that arrives too late is kept for its author. What a page asks for by itself, a poll or an
autosave, says so in the header `X-Background: 1` and does not count as activity."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_otp import login as remember_device
from django_otp.models import Device

from sharing import clock
from sharing.actor import Actor, actor_for
from sharing.events import SESSION_ENDED, TURNED_AWAY
from sharing.http import Request
from sharing.models import Membership, User
from sharing.operations import kept_forms
from sharing.queries.kept_forms import waiting
from sharing.queries.memberships import memberships_of
from sharing.reasons import Reason
from sharing.work import Refused, unit_of_work

SIGNED_IN = "signed_in_at"
ACTIVE = "active_at"
SECOND_FACTOR = "second_factor_at"
MEMBERSHIP = "membership"
NEXT = "next"
THEN = "then"
ENDED = "ended"
KEPT = "kept"  # something arrived too late and waits for its author

# Activity is written down at most this often.
TOUCH = timedelta(minutes=1)

# Each is asked about somebody who paused too long, in a unit of work of theirs; one yes keeps the
# session. `meetings` adds that a chair is not signed out, nor a room screen, while a meeting runs.
keeps_awake: list[Callable[[Actor], bool]] = []

View = Callable[..., HttpResponseBase]


def one_factor_is_enough(view: View) -> View:
    """Open the view to somebody who has given their password only."""
    vars(view)["one_factor_is_enough"] = True
    return view


def any_membership(view: View) -> View:
    """Open the view to somebody who has not chosen among their memberships yet."""
    vars(view)["any_membership"] = True
    return view


def never_kept(view: View) -> View:
    """Keep nothing of what is sent to the view after the session is over: it takes a code, or
    is worth nothing later."""
    vars(view)["never_kept"] = True
    return view


# What is so from the first request on.


def begin(session: SessionBase) -> None:
    """The session is that of somebody who signs in now."""
    session[SIGNED_IN] = session[ACTIVE] = clock.now().isoformat()


def begin_for(request: Request, user: User, *, way: str) -> None:
    """The person has given their password, in a new session that holds nothing of an old one;
    `way` is where they wanted to go."""
    request.session.flush()
    login(request, user)
    begin(request.session)
    request.session[NEXT] = way


def complete(request: Request, device: Device) -> None:
    """The person has given both factors, in a session under a new key."""
    request.session.cycle_key()
    remember_device(request, device)
    request.session[SECOND_FACTOR] = request.session[ACTIVE] = clock.now().isoformat()
    if request.actor.membership_id:
        request.session[MEMBERSHIP] = str(request.actor.membership_id)


def act_under(request: Request, membership_id: UUID) -> None:
    """The person acts under that membership from the next request on."""
    request.session[MEMBERSHIP] = str(membership_id)
    request.has_to_choose = False


# Where to go next.


def own_way(request: Request, way: str) -> str:
    """Return the way if it leads into the portal, else nothing."""
    ours = url_has_allowed_host_and_scheme(
        way, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return way if ours else ""


def way_on(request: Request, actor: Actor) -> str:
    """Return where somebody goes who has signed in: to say as what they act, to what was kept
    for them, then to where they wanted to go."""
    if request.has_to_choose:
        return reverse("choose_membership")
    if actor.user_id and waiting(actor.user_id).exists():
        return reverse("kept_forms")
    return request.session.pop(NEXT, "") or resolve_url(settings.LOGIN_REDIRECT_URL)


def ask_second_factor(request: Request, *, then: str) -> str:
    """Return the way to the page that asks for a fresh code, and from there to `then`."""
    request.session[NEXT] = then
    return reverse("second_factor")


def detour(request: Request, refused: Refused) -> HttpResponse | None:
    """Return the way to the page that asks what is missing before a case is open to its reader,
    and from there to the case, or nothing where nothing can be asked."""
    pages = {
        Reason.WITHOUT_REASON: ("give_reason", [refused.case_id]),
        Reason.TOO_FAST: ("confirm_reading", []),
    }
    if refused.reason not in pages or is_background(request):
        return None
    name, about = pages[refused.reason]
    then = request.get_full_path()
    if request.method != "GET" or request.htmx:
        then = reverse("case", args=[refused.case_id])
    return _go(request, reverse(name, args=about) + "?" + urlencode({THEN: then}))


def after_detour(request: Request, otherwise: str) -> str:
    """Return where the person wanted to go before they were asked, or what else."""
    return own_way(request, request.GET.get(THEN, "")) or otherwise


def _go(request: Request, way: str) -> HttpResponse:
    # htmx would put the page it is led to into a part of the one that it asked for.
    if request.htmx:
        return HttpResponseClientRedirect(way)
    return HttpResponseRedirect(way)


def _to_sign_in(request: Request) -> HttpResponse:
    way = reverse("sign_in")
    if request.method == "GET" and not request.htmx:
        way += "?" + urlencode({NEXT: request.get_full_path()})
    return _go(request, way)


# What the middleware asks of each request.


def identify(request: Request, *, network_address: str) -> None:
    """`request.actor` is whoever makes the request, and `request.over` whoever did before their
    session was over."""
    request.over = None
    request.has_to_choose = request.has_others = False
    nobody = Actor(network_address=network_address, request_id=request.request_id)
    user, session = request.user, request.session
    if (
        isinstance(user, User)
        and session.get(SECOND_FACTOR)
        and getattr(user, "otp_device", None) is None
    ):
        # The device was taken away: nothing is left of the session, the password neither.
        session.flush()
        user = request.user = AnonymousUser()
    if not isinstance(user, User):
        request.actor = nobody
        return
    live = memberships_of(user.pk)
    membership = _chosen(live, session.get(MEMBERSHIP))
    given = session.get(SECOND_FACTOR)
    request.actor = actor_for(
        user,
        membership,
        second_factor_at=datetime.fromisoformat(given) if given else None,
        network_address=network_address,
        request_id=request.request_id,
    )
    request.has_others = len(live) > 1
    request.has_to_choose = bool(live) and membership is None
    if _is_over(session, request.actor):
        request.over, request.actor, request.user = request.actor, nobody, AnonymousUser()
    elif not is_background(request):
        _touch(session)


def is_background(request: Request) -> bool:
    """Return whether the page asked by itself, without the person doing anything."""
    return request.headers.get("X-Background") == "1"


def turn_away(request: Request, view: View, case_id: UUID | None = None) -> HttpResponse | None:
    """Return the way to the page where what is missing can be given, or nothing. Who is turned
    away from the address of a case is on record, if it is known who it was."""
    if not getattr(view, "login_required", True):
        return None
    if request.over is not None:
        answer = _end(request, view, request.over)
        if not is_background(request):
            _record(request.over, Reason.NOT_SIGNED_IN, case_id)
        return answer
    if request.actor.user_id is None:
        return _to_sign_in(request)
    if getattr(view, "one_factor_is_enough", False):
        return None
    if not request.actor.is_signed_in:
        _record(request.actor, Reason.NO_SECOND_FACTOR, case_id)
        return _go(request, reverse("second_factor"))
    if request.has_to_choose and not getattr(view, "any_membership", False):
        return _go(request, reverse("choose_membership"))
    return None


def _record(actor: Actor, reason: Reason, case_id: UUID | None) -> None:
    if case_id is not None:
        with suppress(Refused), unit_of_work(actor):
            raise Refused(reason, TURNED_AWAY, case_id)


def _chosen(live: list[Membership], chosen: str | None) -> Membership | None:
    # Among several none is taken for the person, nor another in place of the one that they acted
    # under: rights would change without their knowing.
    if chosen:
        return next((one for one in live if one.pk == UUID(chosen)), None)
    return live[0] if len(live) == 1 else None


def time_left(session: SessionBase | Mapping[str, Any], *, awake: bool = False) -> timedelta:
    """Return how long the session lasts if nobody does anything in it, or zero if it is over. Who
    stays awake is not signed out by a pause."""
    begun, active = session.get(SIGNED_IN), session.get(ACTIVE)
    if not begun or not active or ENDED in session:
        return timedelta()
    now = clock.now()
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    paused_since = now if awake else datetime.fromisoformat(active)
    until = min(
        datetime.fromisoformat(begun) + longest,
        paused_since + timedelta(minutes=settings.IDLE_MINUTES),
    )
    return max(until - now, timedelta())


def stays_awake(actor: Actor) -> bool:
    """Return whether a pause does not sign the actor out now."""
    return any(keeps(actor) for keeps in keeps_awake)


def _is_over(session: SessionBase, actor: Actor) -> bool:
    if time_left(session):
        return False
    if not time_left(session, awake=True):
        return True
    with unit_of_work(actor):
        awake = stays_awake(actor)
    if awake:
        session[ACTIVE] = clock.now().isoformat()
    return not awake


def _touch(session: SessionBase) -> None:
    now = clock.now()
    if now - datetime.fromisoformat(session[ACTIVE]) >= TOUCH:
        session[ACTIVE] = now.isoformat()


def _end(request: Request, view: View, actor: Actor) -> HttpResponse:
    if is_background(request):
        # The page stays as it is, with all that was typed into it.
        return HttpResponse(status=401)
    keep = request.method == "POST" and actor.is_signed_in
    keep = keep and not getattr(view, "one_factor_is_enough", False)
    keep = keep and not getattr(view, "never_kept", False)
    with unit_of_work(actor) as work:
        if ENDED not in request.session:
            request.session[ENDED] = True
            work.note(SESSION_ENDED, changing=True)
        if keep and kept_forms.keep(actor=actor, path=request.get_full_path(), sent=request.POST):
            request.session[KEPT] = True
    return _to_sign_in(request)
