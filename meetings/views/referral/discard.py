"""Throwing away a draft: asked once more, and then it is gone from every page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Stage
from meetings.operations import referral
from meetings.rules.completeness import Step
from meetings.views.referral.base import StepPage, led_before
from sharing.forms.base import VersionedForm


class DiscardDraft(StepPage):
    heading = gettext_lazy("Throw away the draft")
    template_name = "meetings/referral/discard.html"
    form_class = VersionedForm
    step = Step.VICTIM

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.shown.case.stage != Stage.DRAFT:
            return HttpResponseRedirect(reverse("referral", args=[self.shown.case.pk]))
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # The second of two presses finds no draft.
        location = led_before(self.request)
        if location:
            return HttpResponseRedirect(location)
        return super().post(request, **kwargs)

    def submit(self, form: VersionedForm) -> str:
        case_id: UUID = self.kwargs["case_id"]
        case = referral.discard_draft(actor=self.actor, case_id=case_id, **form.values)
        messages.success(
            self.request,
            _("The draft %(reference)s is thrown away.") % {"reference": case.reference},
        )
        return reverse("home")
