"""What somebody sent after their session was over: to check and send again, or throw away."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.decorators import method_decorator

from sharing import sessions
from sharing.operations import kept_forms
from sharing.queries.kept_forms import Kept
from sharing.queries.kept_forms import kept_forms as kept_forms_of
from sharing.views.base import PageView


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    values: list[str]


def fields_of(kept: Kept) -> list[Field]:
    """Return what was typed, each with the words that stood beside it on the page."""
    try:
        view: Any = resolve(kept.path.partition("?")[0]).func
        form = view.view_class.form_class
        labels = {name: field.label for name, field in form.base_fields.items()}
    except (Resolver404, AttributeError):
        labels = {}
    return [
        Field(name, str(labels.get(name) or name.replace("_", " ")), values)
        for name, values in kept.fields
    ]


class KeptForms(PageView):
    template_name = "sharing/kept_forms/kept_forms.html"

    def context(self) -> dict[str, Any]:
        kept = kept_forms_of(self.actor)
        return {"kept": [(one, fields_of(one)) for one in kept]}


@method_decorator(sessions.never_kept, name="dispatch")
class ThrowAway(PageView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept_forms.throw_away(self.actor, kept_id=kwargs["kept_id"])
        return HttpResponseRedirect(sessions.way_on(self.request, self.actor))
