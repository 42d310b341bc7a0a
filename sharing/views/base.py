"""The one shape of a view with a form: it shows the form, or does one operation and goes on."""

from dataclasses import dataclass
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
from django.utils.functional import Promise
from django.views import View

from sharing import sessions
from sharing.actor import Actor
from sharing.forms.base import PortalForm
from sharing.http import Request
from sharing.operations import form_tokens
from sharing.queries.kept_forms import waits_for_another
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import attempt
from sharing.views.titles import title_of
from sharing.work import Refused


@dataclass(frozen=True)
class Now:
    """The form of a page and what it is about, as its reader may see them now."""

    form: Any  # only its class, if the page does not open
    subject: str
    refused: Reason | None


class PageView(View):
    """A page. `context` reads through queries, which decide and record."""

    request: Request
    template_name: str
    # What its form does, if the title of its page does not say that.
    heading: str | Promise = ""
    words: str | Promise = ""  # the same, on its button
    marks = sessions.Marks()
    http_method_names = ["get", "head", "options"]

    def context(self) -> dict[str, Any]:
        """Return what the template needs."""
        return {}

    def page_name(self) -> str | Promise:
        """Return what its form does, in words that name nobody."""
        return self.heading or title_of(self.template_name) or self.words

    def subject(self) -> str:
        """Return about whom or what its form is, beside the case or meeting in the address, as the
        actor may read it now."""
        return ""

    def typed(self) -> Any:
        """Return the form as it was sent, not checked yet, if the page has one."""
        return getattr(self, "form_class", None)

    def as_it_is_now(self) -> Now:
        """Return the form as it was sent and its subject or, if the page does not open for its
        reader, why not. The door is asked, and nothing is done."""
        try:
            with attempt():
                return Now(self.typed(), self.subject(), None)
        except Refused as refused:
            return Now(getattr(self, "form_class", None), "", refused.reason)

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
        if form_tokens.CHECK in request.POST:
            return self.filled_in()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.context()
        return self.answer(context, self.form_type()(**self.form_values()))

    def typed(self) -> Any:
        return self.form_type()(self.request.POST, **self.form_values())

    def filled_in(self) -> HttpResponse:
        """Return the page with a kept form filled in, to be checked before it is sent."""
        form = self.typed()
        form.full_clean()
        return self.answer(self.context(), form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.typed()
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
