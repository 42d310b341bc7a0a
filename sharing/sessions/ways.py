"""The next address of a person: the page for what is missing, and from there the page that they
wanted."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from sharing.actor import Actor
from sharing.http import Request
from sharing.operations.kept_forms import keep
from sharing.queries import kept_forms
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.sessions.marks import NEXT, THEN, View, marks_of
from sharing.unit import unit_of_work
from sharing.work import Refused


def is_background(request: Request) -> bool:
    """Return whether the page made the request by itself, without any action of the person."""
    return request.headers.get("X-Background") == "1"


def own_way(request: Request, way: str) -> str:
    """Return the way if it leads into the portal, otherwise an empty text."""
    ours = url_has_allowed_host_and_scheme(
        way, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return way if ours else ""


def way_on(request: Request, actor: Actor) -> str:
    """Return the next address of a person who has signed in: the choice of their membership, then
    their kept forms, then the page that they wanted."""
    if request.has_to_choose:
        return reverse("choose_membership")
    if actor.user_id and kept_forms.there(actor):
        return reverse("kept_forms")
    return request.session.pop(NEXT, "") or resolve_url(settings.LOGIN_REDIRECT_URL)


def ask_second_factor(request: Request, *, then: str) -> str:
    """Return the way to the page that asks for a fresh code, and from there to `then`."""
    request.session[NEXT] = then
    return reverse("second_factor")


def detour(request: Request, view: View, refused: Refused) -> HttpResponse | None:
    """Return the way to the page that asks what is missing before a case, or the cases of a
    meeting, are open to their reader, and from there to the cases; None if nothing can be asked.
    The form that they sent is kept, and shown again after that."""
    about = [refused.occasion or refused.case_id]
    pages = {
        Reason.WITHOUT_REASON: ("give_reasons" if refused.occasion else "give_reason", about),
        Reason.TOO_FAST: ("confirm_reading", []),
    }
    if refused.reason not in pages or is_background(request):
        return None
    name, named = pages[refused.reason]
    then = request.get_full_path()
    if _keep(request, view):
        then = reverse("kept_forms")
    elif request.method != "GET" or request.htmx:
        then = reverse("meeting" if refused.occasion else "case", args=about)
    return go(request, reverse(name, args=named) + "?" + urlencode({THEN: then}))


def may_keep(request: Request, view: View) -> bool:
    """Return whether a form sent to the view waits for its author if it is not done at once."""
    return request.method == "POST" and not marks_of(view).never_kept


def _keep(request: Request, view: View) -> bool:
    if not may_keep(request, view):
        return False
    with unit_of_work(request.actor) as work:
        return keep_or_say(request, work.actor, asked=True)


def keep_or_say(request: Request, actor: Actor, *, asked: bool = False) -> bool:
    """Keep the form that was sent, and return whether it was kept. If too many wait already, the
    next page says so."""
    try:
        return keep(actor=actor, path=request.get_full_path(), sent=request.POST, asked=asked)
    except RuleBroken as broken:
        messages.error(request, str(broken.words))
        return False


def leads_to_kept(request: Request) -> bool:
    """Return whether the person is asked something before a form that they sent is shown to them
    again."""
    return after_detour(request, "") == reverse("kept_forms")


def after_detour(request: Request, otherwise: str) -> str:
    """Return the page that the person wanted before they were asked, or `otherwise`."""
    return own_way(request, request.GET.get(THEN, "")) or otherwise


def go(request: Request, way: str) -> HttpResponse:
    """Return the answer that leads there, in a page or in a part of one."""
    # htmx would follow a plain redirect and put that page into a part of the present one.
    if request.htmx:
        return HttpResponseClientRedirect(way)
    return HttpResponseRedirect(way)


def to_sign_in(request: Request, *, then: str = "") -> HttpResponse:
    """Return the way to the page for signing in, and from there to `then`, or back if it was a
    page. If htmx sent something that waits nowhere, its page stays with all that is typed into it,
    and says that its author is signed out."""
    if request.htmx and not then:
        return HttpResponse(status=401)
    way = reverse("sign_in")
    if request.method == "GET" and not request.htmx:
        then = request.get_full_path()
    if then:
        way += "?" + urlencode({NEXT: then})
    return go(request, way)
