"""Forms that somebody sent after their session was over, or before they answered a case's first
question: to check and send again, or throw away."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from sharing import sessions
from sharing.forms.kept import rows_of
from sharing.operations import kept_forms
from sharing.queries import kept_forms as queries
from sharing.views.base import PageView


class KeptForms(PageView):
    template_name = "sharing/kept_forms/kept_forms.html"

    def context(self) -> dict[str, Any]:
        found = queries.kept_forms(self.actor)
        return {
            "kept": [(one, rows_of(one)) for one in found],
            "late": any(not one.asked for one in found),
        }


class ThrowAway(PageView):
    marks = sessions.Marks(never_kept=True)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept_forms.throw_away(actor=self.actor, kept_id=kwargs["kept_id"])
        return HttpResponseRedirect(sessions.way_on(self.request, self.actor))
