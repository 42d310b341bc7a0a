"""The one shape of a view with a form: it shows the form, or does one operation and goes on."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.views import View

from sharing import sessions
from sharing.actor import Actor
from sharing.forms.base import PortalForm
from sharing.http import Request
from sharing.operations import form_tokens
from sharing.queries.kept_forms import waits_for_another
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import attempt


class PageView(View):
    """A page. `context` reads through queries, which decide and record."""

    request: Request
    template_name: str
    marks = sessions.Marks()
    http_method_names = ["get", "head", "options"]

    def context(self) -> dict[str, Any]:
        """Return what the template needs."""
        return {}

    @property
    def actor(self) -> Actor:
        return self.request.actor

    def page(self, *, status: int = 200, **more: Any) -> HttpResponse:
        return TemplateResponse(
            self.request, self.template_name, self.context() | more, status=status
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page()


class FormView(PageView):
    """A page with one form. `submit` calls one operation and returns the next address. A broken
    rule is shown at its field, with all typed text; nothing half-written stays."""

    form_class: type[PortalForm]
    http_method_names = ["get", "head", "options", "post"]

    def form_type(self) -> type[PortalForm]:
        """Return the class of the form, for a view where it depends on the content."""
        return self.form_class

    def form_values(self) -> dict[str, Any]:
        """Return the form's arguments besides the sent values: initial values, choices."""
        return {}

    def submit(self, form: Any) -> str:
        """Do the operation, and return the location to go on to."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The membership may have been changed in another tab since a kept form was offered.
        if waits_for_another(self.actor, form_tokens.token_of(request.POST)):
            return HttpResponseRedirect(reverse("kept_forms"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.context()
        return self.answer(context, self.form_type()(**self.form_values()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_type()(request.POST, **self.form_values())
        while form.is_valid():
            token = form.cleaned_data["form_token"]
            try:
                with attempt():
                    form_tokens.claim(self.actor, token, request.path, request.POST)
                    location = self.submit(form)
                    form_tokens.remember(token, location)
                return self.done(form, location)
            except form_tokens.SentBefore as before:
                return HttpResponseRedirect(before.location)
            except RuleBroken as broken:
                for one in broken.each:
                    form.say(one)
            except Overtaken as overtaken:
                form.overtaken_by(overtaken)
                if form.settled:
                    form.full_clean()
                    continue
            break
        return self.answer(self.context(), form, status=422)

    def done(self, form: Any, location: str) -> HttpResponse:
        """Return the answer to a form that did its work; a fragment may be shown instead."""
        if form.taken:
            messages.info(self.request, form.words_of_taken)
        return HttpResponseRedirect(location)

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        return TemplateResponse(
            self.request, self.template_name, context | {"form": form}, status=status
        )


class DraftView(FormView):
    """Keeps the text typed into a form that is not sent yet. The page sends it by itself while
    somebody types, and is told when it was kept or why not; the form itself stays as it is."""

    marks = sessions.Marks(asks_by_itself=True)
    http_method_names = ["post"]

    def keep(self) -> tuple[int, datetime]:
        """Keep the sent text, and return the version and time of the draft."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not sessions.is_background(self.request):
            return super().post(request, **kwargs)
        try:
            with attempt():
                version, at = self.keep()
        except RuleBroken as broken:
            return self.trouble({"words": broken.words})
        except Overtaken as overtaken:
            form = self.form_type()(request.POST, **self.form_values())
            form.full_clean()
            form.overtaken_by(overtaken)
            return self.trouble({"form": form, "version": overtaken.version})
        said = time_format(timezone.localtime(at), "TIME_FORMAT")
        return JsonResponse({"version": version, "saved": said})

    def trouble(self, context: dict[str, Any]) -> HttpResponse:
        """Return why nothing was kept, for the page to show beside the form."""
        name = "components/draft_trouble.html"
        return TemplateResponse(self.request, name, context, status=422)
