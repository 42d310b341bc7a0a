"""Signing in with e-mail and password, and out again."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from sharing import sessions
from sharing.forms.sign_in import SignInForm
from sharing.operations import sign_in
from sharing.views.base import PageView


@method_decorator(login_not_required, name="dispatch")
class SignIn(PageView):
    template_name = "sharing/sign_in/sign_in.html"
    http_method_names = ["get", "head", "options", "post"]

    def context(self) -> dict[str, Any]:
        # A form is kept for as long as a session is known, so no session outlives what it kept.
        # Signing in begins a new one.
        return {"kept": sessions.KEPT in self.request.session}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=SignInForm(initial={"next": request.GET.get("next", "")}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SignInForm(request.POST)
        if form.is_valid():
            known = sign_in.give_password(
                actor=self.actor,
                request=self.request,
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                way=sessions.own_way(self.request, form.cleaned_data["next"]),
            )
            if known:
                return HttpResponseRedirect(reverse("second_factor"))
            form.add_error("email", _("The e-mail address or the password is not right"))
        return self.page(form=form, status=422)


@method_decorator(login_not_required, name="dispatch")
class SignOut(PageView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sign_in.sign_out(actor=self.actor, request=self.request)
        return HttpResponseRedirect(reverse("sign_in"))


def locked_out(request: HttpRequest, *about: object) -> HttpResponse:
    """Return the page for an e-mail address and a network address that failed too often
    together."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "sharing/sign_in/locked_out.html", {"minutes": minutes}, status=429)
