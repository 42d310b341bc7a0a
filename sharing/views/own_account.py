"""The actor's own account: recovery codes, open sessions, and staying signed in."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _

from sharing import sessions
from sharing.flow import case_flow
from sharing.forms.own_account import KeptCodesForm
from sharing.operations import own_account
from sharing.queries.own_account import own_account as account_of
from sharing.views.base import FormView, PageView

# It belongs to the person, whatever they act as.
OWN = sessions.Marks(any_membership=True, never_kept=True)


class OwnAccount(PageView):
    marks = OWN
    template_name = "sharing/own_account/account.html"

    def context(self) -> dict[str, Any]:
        return {"account": account_of(self.actor, key=self.request.session.session_key)}


class RenewCodes(FormView):
    """Shows new codes to a person who has just given their second factor. The codes are good once
    the person says that they kept them."""

    marks = OWN
    template_name = "sharing/own_account/codes.html"
    form_class = KeptCodesForm

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.codes():
            here = reverse("renew_codes")
            return HttpResponseRedirect(sessions.ask_second_factor(self.request, then=here))
        return super().get(request)

    def codes(self) -> list[str]:
        return own_account.offer_codes(actor=self.actor, request=self.request)

    def context(self) -> dict[str, Any]:
        return {"codes": self.codes()}

    def submit(self, form: KeptCodesForm) -> str:
        own_account.renew_codes(actor=self.actor, request=self.request)
        messages.success(self.request, _("Your new recovery codes are good. Earlier ones are not."))
        return reverse("my_account")


class EndSessions(PageView):
    """Ends other sessions, and goes back to the remaining ones."""

    http_method_names = ["post"]

    def back(self) -> HttpResponse:
        messages.success(self.request, _("Signed out there."))
        return HttpResponseRedirect(reverse("my_account"))


class EndSession(EndSessions):
    marks = OWN

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        own_account.end_session(actor=self.actor, request=self.request, handle=kwargs["handle"])
        return self.back()


class EndOtherSessions(EndSessions):
    marks = OWN

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        own_account.end_other_sessions(actor=self.actor, request=self.request)
        return self.back()


class StaySignedIn(PageView):
    """Says how many seconds the session has left, to a page that may be older than the session:
    whose it is, and the token for its forms. A request in the background does not change what is
    left; one sent by the person counts as activity, as on every other page."""

    marks = replace(OWN, asks_by_itself=True)
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        awake = case_flow().awake(self.actor)
        left = sessions.time_left(request.session, awake=awake)
        answer = HttpResponse(int(left.total_seconds()), content_type="text/plain")
        answer["X-Signed-In-As"] = sessions.mark_of(self.actor)
        answer["X-Form-Token"] = get_token(request)
        return answer

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.get(request)
