"""The second factor: a code at each sign-in, set up at the first."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from sharing import sessions
from sharing.actor import Actor
from sharing.forms.second_factor import CodeForm, RecoveryCodeForm, SetUpForm
from sharing.operations import second_factor
from sharing.queries.second_factor import device_of, may_set_up
from sharing.views.base import FormView, PageView

# A code that was sent too late is worth nothing, so it is not kept.
ONE_FACTOR = sessions.Marks(one_factor_is_enough=True, any_membership=True, never_kept=True)


def example_code(actor: Actor) -> dict[str, Any]:
    """Return, only in the example, the code that a page offers and, if the code of this moment was
    used, in how many seconds that code is good."""
    device = device_of(actor) if settings.EXAMPLE else None
    code, wait = device.unused_code() if device else ("", 0)
    return {"example_code": code, "example_wait": wait}


class CodePage(PageView):
    """A page with a code. A wrong code must stay counted, so the operation returns the error and
    does not raise it."""

    http_method_names = ["get", "head", "options", "post"]
    form_class: type[forms.Form]
    give: Callable[..., str | Promise]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=self.form_class())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if form.is_valid():
            wrong = type(self).give(actor=self.actor, request=self.request, **form.cleaned_data)
            if not wrong:
                self.tell()
                return HttpResponseRedirect(self.way_on())
            form.add_error("code", str(wrong))
        return self.page(form=form, status=422)

    def tell(self) -> None:
        """Tell the person what they should know once they are in."""

    def way_on(self) -> str:
        """Return the next address of the person."""
        return sessions.way_on(self.request, self.actor)


class SecondFactor(CodePage):
    """Asks for the code of the app: to sign in, and again before something that needs it fresh."""

    marks = ONE_FACTOR
    template_name = "sharing/second_factor/code.html"
    form_class = CodeForm
    give = second_factor.give_code

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if device_of(self.actor) is None:
            return HttpResponseRedirect(reverse("set_up_second_factor"))
        return super().get(request)

    def context(self) -> dict[str, Any]:
        return example_code(self.actor)


class RecoveryCode(CodePage):
    marks = ONE_FACTOR
    template_name = "sharing/second_factor/recovery_code.html"
    form_class = RecoveryCodeForm
    give = second_factor.give_recovery_code

    def tell(self) -> None:
        left = second_factor.codes_left(actor=self.actor)
        words = ngettext(
            "You used a recovery code. %(number)s is left. If your phone is gone for good, set"
            " up your second factor again.",
            "You used a recovery code. %(number)s are left. If your phone is gone for good, set"
            " up your second factor again.",
            left,
        )
        messages.warning(self.request, words % {"number": left})


class SetUpSecondFactor(FormView):
    """Three steps on one page: scan, enter the code, keep the recovery codes."""

    marks = ONE_FACTOR
    template_name = "sharing/second_factor/set_up.html"
    form_class = SetUpForm

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_set_up(self.actor):
            here = reverse("set_up_second_factor")
            return HttpResponseRedirect(sessions.ask_second_factor(self.request, then=here))
        return super().get(request)

    def context(self) -> dict[str, Any]:
        what = second_factor.offer_set_up(actor=self.actor, request=self.request)
        return {
            "set_up": what,
            "example_code": what.device.current_code() if settings.EXAMPLE else "",
        }

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        # If one was set up in another browser meanwhile, the key on this page is worth nothing.
        if may_set_up(self.actor):
            return super().answer(context, form, status=status)
        messages.warning(self.request, second_factor.SET_UP_ALREADY)
        return HttpResponseRedirect(reverse("second_factor"))

    def submit(self, form: SetUpForm) -> str:
        second_factor.finish_set_up(
            actor=self.actor, request=self.request, code=form.cleaned_data["code"]
        )
        return sessions.way_on(self.request, self.actor)
