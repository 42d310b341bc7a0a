"""Pages that need a second factor given just now: taking much out at once, and destroying."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from sharing import sessions
from sharing.queries.second_factor import is_fresh
from sharing.views.base import PageView


class FreshFactor(PageView):
    """A person who did not just give their second factor is asked for a fresh code, and then comes
    to the page where this begins: this page, or for a file the page that offers it."""

    def check(self) -> None:
        """Refuse a person who may not do it at all, so that they are not asked for a code. If it is
        not known yet whether the thing is there, everybody is asked alike."""

    def begins_at(self) -> str:
        """Return the address of the page to open after the code."""
        return self.request.get_full_path()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_fresh(self.actor):
            return super().dispatch(request, *args, **kwargs)
        self.check()
        way = sessions.ask_second_factor(self.request, then=self.begins_at())
        return HttpResponseRedirect(way)
