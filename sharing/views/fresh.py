"""What needs a second factor that was given just now: taking much out at once, and destroying."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from sharing import sessions
from sharing.queries.second_factor import is_fresh
from sharing.views.base import PageView


class FreshFactor(PageView):
    """Whoever may do it is asked for a fresh code first, and comes back here. Whoever may not is
    refused as ever, and asked for nothing."""

    def check(self) -> None:
        """Refuse whoever may not do it."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_fresh(self.actor):
            self.check()
            return self.ask()
        return super().dispatch(request, *args, **kwargs)

    def ask(self) -> HttpResponse:
        """Lead to the page that asks for a code, and from there to the page that this is of."""
        here = self.request.get_full_path()
        return HttpResponseRedirect(sessions.ask_second_factor(self.request, then=here))
