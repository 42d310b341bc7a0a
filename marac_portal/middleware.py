"""The layers around every view: an identity for the request, a whole form, a signed-in person, one
unit of work."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, UnreadablePostError
from django.template.response import SimpleTemplateResponse

from marac_portal import errors
from sharing import sessions
from sharing.http import Later, Request
from sharing.reasons import STRANGER
from sharing.unit import unit_of_work
from sharing.work import NotRecorded, Refused

View = Callable[..., HttpResponse]


def client_address(request: Request) -> str:
    """Return the network address as our outermost proxy saw it. Addresses that a client wrote into
    the header before that are not believed."""
    hops = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if hops and len(forwarded) >= hops and forwarded[-hops].strip():
        return forwarded[-hops].strip()
    return request.META.get("REMOTE_ADDR", "")


class RequestIdentity:
    """Gives each request an identifier, which its event, its log lines and its error page carry."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.request_id = uuid4()
        response = self.get_response(request)
        response["X-Request-ID"] = str(request.request_id)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "HEAD" and not response.streaming:
            # The server would leave the body out too, and log each time that there was one.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class ArrivedWhole:
    """Turns away a form that did not arrive whole, before anybody looks at it, because Django gives
    an empty form to a later reader. A body whose browser did not say its length is never read."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if "Transfer-Encoding" in request.headers:
            return errors.torn(request)
        try:
            request.POST.keys()
        except UnreadablePostError:
            return errors.torn(request)
        return None


class SignedIn:
    """Sets `request.actor`, and stops everybody who has not given both factors, except at the pages
    where they are given."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        sessions.identify(request, network_address=client_address(request))
        return self.get_response(request)

    def process_view(
        self, request: Request, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        try:
            return sessions.turn_away(request, view, named=bool(kwargs))
        except NotRecorded:
            return errors.unavailable(request)


class UnitOfWork:
    """Runs the view and its rendering in one unit of work; turns a refusal into its page."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    # In process_view, as Django turns exceptions into pages below __call__.
    def process_view(
        self, request: Request, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        try:
            return self._answer(request, view, args, kwargs)
        except NotRecorded:
            return errors.unavailable(request)

    def _answer(
        self, request: Request, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        try:
            with unit_of_work(request.actor):
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response = response.render()  # templates read inside the unit
            if response.status_code == 405 and request.method == "GET":
                return errors.only_sent_to(request, response)
            return response.finish() if isinstance(response, Later) else response
        except Refused as refused:
            detour = sessions.detour(request, view, refused)
            if detour is not None:
                return detour
            if refused.reason in STRANGER:
                return errors.not_found(request)
            return errors.forbidden(request, refused.reason)
