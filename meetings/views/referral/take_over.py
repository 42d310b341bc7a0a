"""Going on with a draft whose author is gone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from meetings.forms.referral.take_over import TakeOverForm
from meetings.operations import referral
from meetings.queries.drafts_to_take_over import DraftToTakeOver, drafts_to_take_over
from meetings.views.referral.base import led_before
from sharing.views.base import FormView


class TakeOverDrafts(FormView):
    template_name = "meetings/referral/take_over.html"
    form_class = TakeOverForm

    @cached_property
    def drafts(self) -> list[DraftToTakeOver]:
        return drafts_to_take_over(self.actor)

    def form_values(self) -> dict[str, Any]:
        return {"drafts": self.drafts}

    def context(self) -> dict[str, Any]:
        return {"drafts": self.drafts}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        location = led_before(self.request)  # the second of two presses finds it taken over
        if not (location or self.drafts):
            location = reverse(
                "take_over_drafts"
            )  # by somebody else, and nothing is left to choose
        return HttpResponseRedirect(location) if location else super().post(request, **kwargs)

    def submit(self, form: TakeOverForm) -> str:
        taken = referral.take_over_draft(actor=self.actor, **form.values)
        messages.success(self.request, _("The draft is yours. Only you see it until you send it."))
        return reverse("referral", args=[taken.scope_id])
