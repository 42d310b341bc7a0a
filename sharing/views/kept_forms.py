"""Forms that somebody sent after their session was over, or before they answered a case's first
question: to check and send again, or throw away."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sharing import sessions
from sharing.case_addresses import match_of
from sharing.flow import case_flow
from sharing.forms.kept import Row, rows_of
from sharing.http import Request
from sharing.operations import form_tokens, kept_forms
from sharing.queries import kept_forms as queries
from sharing.queries.kept_forms import Kept
from sharing.reasons import Reason
from sharing.views.base import FormView, PageView

# Whoever sends such a form is asked this, and can send it then.
ASKED_FIRST = (Reason.WITHOUT_REASON, Reason.TOO_FAST)


@dataclass(frozen=True)
class Card:
    """A kept form as its author may read it now."""

    kept: Kept
    does: str | Promise  # what sending it does
    whom: str  # to whom or what, beside its cases
    about: list[str]  # what its cases and its meeting are called
    rows: list[Row]
    shows_first: bool  # whether its page can show it, filled in, before it is sent
    is_open: bool  # whether the author may still do it


class KeptForms(PageView):
    template_name = "sharing/kept_forms/kept_forms.html"

    def context(self) -> dict[str, Any]:
        found = queries.kept_forms(self.actor)
        return {
            "cards": [card_of(self.request, one) for one in found],
            "check": form_tokens.CHECK,
            "late": any(not one.asked for one in found),
        }


def card_of(request: Request, kept: Kept) -> Card:
    """Return the kept form in the words of the page that it was sent from, as that page is now."""
    view = _view_of(request, kept)
    if view is None:
        about = list(kept.about)
        return Card(kept, _("What you sent"), "", about, rows_of(kept, None), False, True)
    meeting = case_flow().occasion_at(view.actor, view.kwargs)
    now = view.as_it_is_now()
    return Card(
        kept,
        view.page_name(),
        now.subject,
        [*kept.about, *([meeting] if meeting else [])],
        rows_of(kept, now.form),
        isinstance(view, FormView) and "get" in view.http_method_names,
        meeting != "" and (now.refused is None or now.refused in ASKED_FIRST),
    )


def _view_of(request: Request, kept: Kept) -> PageView | None:
    """Return the view to which the form was sent, as if it were sent now; None if this membership
    may not read what was sent, or there is no such page any more."""
    path, _mark, query = kept.path.partition("?")
    found = match_of(kept.path)
    view_class = getattr(found.func, "view_class", None) if found else None
    if found is None or view_class is None or not issubclass(view_class, PageView):
        return None
    sent = QueryDict(mutable=True)
    for name, values in kept.fields:
        sent.setlist(name, values)
    again = copy(request)
    again.method, again.path, again.resolver_match = "POST", path, found
    again.GET, again.POST = QueryDict(query), sent  # type: ignore[assignment]
    view: PageView = view_class()
    view.setup(again, *found.args, **found.kwargs)
    return view


class ThrowAway(PageView):
    marks = sessions.Marks(never_kept=True)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept_forms.throw_away(actor=self.actor, kept_id=kwargs["kept_id"])
        return HttpResponseRedirect(sessions.way_on(self.request, self.actor))
