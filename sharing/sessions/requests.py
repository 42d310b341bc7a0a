"""The checks that the middleware makes of each request: who makes it, and whether they may go
on."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_otp import DEVICE_ID_SESSION_KEY

from sharing import clock
from sharing.acting import actor_for
from sharing.actor import Actor
from sharing.case_addresses import cases_at
from sharing.events import SESSION_ENDED, TURNED_AWAY
from sharing.http import Request
from sharing.models import Membership, User
from sharing.operations import form_tokens
from sharing.queries.kept_forms import has_room
from sharing.queries.memberships import all_memberships_of
from sharing.reasons import Reason
from sharing.sessions.lasting import is_over, touch
from sharing.sessions.marks import ENDED, KEPT, MEMBERSHIP, SECOND_FACTOR, View, marks_of
from sharing.sessions.ways import go, is_background, keep_or_say, may_keep, to_sign_in
from sharing.unit import unit_of_work
from sharing.work import Refused


def identify(request: Request, *, network_address: str) -> None:
    """Set `request.actor` to the person who makes the request, and `request.over` to the person
    whose session is over."""
    request.over = None
    request.has_to_choose = request.has_others = False
    nobody = Actor(network_address=network_address, request_id=request.request_id)
    user, session = request.user, request.session
    if (
        isinstance(user, User)
        and session.get(SECOND_FACTOR)
        and session.get(DEVICE_ID_SESSION_KEY) not in user.devices
    ):
        # The device was taken away, so nothing is left of the session, not even the password.
        session.flush()
        user = request.user = AnonymousUser()
    if not isinstance(user, User):
        request.actor = nobody
        return
    held, today = all_memberships_of(user.pk), clock.today()
    live = [one for one in held if one.is_live(today)]
    membership = _chosen(live, session.get(MEMBERSHIP))
    given = session.get(SECOND_FACTOR)
    request.actor = actor_for(
        user,
        membership,
        second_factor_at=datetime.fromisoformat(given) if given else None,
        network_address=network_address,
        request_id=request.request_id,
        waits=any(one.waits and not one.has_ended(today) for one in held),
    )
    request.has_others = len(live) > 1
    request.has_to_choose = bool(live) and membership is None
    if is_over(session, request.actor):
        request.over, request.actor, request.user = request.actor, nobody, AnonymousUser()
    elif not is_background(request):
        touch(session)


def turn_away(request: Request, view: View, *, named: bool) -> HttpResponse | None:
    """Return the way to the page where the person can give what is missing; None if nothing is
    missing. The refusal is on record if the address names something and the person is known."""
    if not getattr(view, "login_required", True):
        return None
    if request.over is not None:
        answer = _end(request, view, request.over)
        if not (is_background(request) and marks_of(view).asks_by_itself):
            _record(request.over, Reason.NOT_SIGNED_IN, request.path if named else None)
        return answer
    if request.actor.user_id is None:
        return to_sign_in(request)
    if marks_of(view).one_factor_is_enough:
        return None
    if not request.actor.is_signed_in:
        _record(request.actor, Reason.NO_SECOND_FACTOR, request.path if named else None)
        return go(request, reverse("second_factor"))
    if request.has_to_choose and not marks_of(view).any_membership:
        # A form sent under a membership that has ended is refused by the door, and its author is
        # shown what they typed. The next page asks them to choose.
        return None if may_keep(request, view) else go(request, reverse("choose_membership"))
    return None


def note_foreign_form(request: Request) -> None:
    """Record that a form arrived which the portal did not give out, if its sender is known."""
    if request.actor.user_id is not None:
        _record(request.actor, Reason.NOT_OUR_FORM, request.path)


def _record(actor: Actor, reason: Reason, path: str | None) -> None:
    if path is not None:
        with suppress(Refused), unit_of_work(actor):
            raise Refused(reason, TURNED_AWAY, cases_at([path])[path])


def _chosen(live: list[Membership], chosen: str | None) -> Membership | None:
    # The portal chooses none of several for the person, and no other in place of the one they acted
    # under: rights would change without their knowing.
    if chosen:
        return next((one for one in live if one.pk == UUID(chosen)), None)
    return live[0] if len(live) == 1 else None


def _end(request: Request, view: View, actor: Actor) -> HttpResponse:
    # Under a membership that has ended nothing could be sent again.
    keep = may_keep(request, view) and actor.is_signed_in and actor.membership_id is not None
    keep = keep and not marks_of(view).one_factor_is_enough
    if is_background(request):
        # The page stays as it is, with all text typed into it, and says that this would be kept,
        # if it would.
        is_lost = request.method == "POST" and not keep
        if not request.htmx:
            with unit_of_work(actor):
                # What the page says of the form that it is about to send.
                path, token = request.GET.get("path", ""), form_tokens.token_of(request.GET)
                is_lost = is_lost or not has_room(actor, path=path, token=token)
        return to_sign_in(request) if is_lost else HttpResponse(status=401)
    with unit_of_work(actor) as work:
        if ENDED not in request.session:
            request.session[ENDED] = True
            work.note(SESSION_ENDED, changing=True)
        done = ""
        if keep and keep_or_say(request, actor):
            request.session[KEPT] = True
            return go(request, reverse("sign_in"))
        if keep:
            done = form_tokens.led_likewise(actor, request.path, request.POST)
        elif request.method == "POST" and not marks_of(view).asks_by_itself:
            messages.warning(request, _("You were signed out before this arrived: it is not done."))
    return to_sign_in(request, then=done)
