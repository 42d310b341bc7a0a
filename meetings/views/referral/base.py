"""A page of the form of a referral, and one that changes the people of a case."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise

from meetings.models import Referral
from meetings.queries.referral import FullReferral, people_to_change, referral_to_write
from meetings.rules.completeness import ORDER, WORDS, Step, next_step
from meetings.views.base import tabs
from sharing.forms.base import PortalForm
from sharing.http import Request
from sharing.operations import form_tokens
from sharing.views.base import FormView


def page_of(shown: FullReferral, step: Step | None) -> str:
    """Return the address of a step of the form, or of the check of all answers."""
    name = f"referral_{step}" if step else "submit_referral"
    return reverse(name, args=[shown.case.pk])


def led_before(request: Request) -> str:
    """Return the address to which the form led when it was sent before; empty if it was not. The
    page of the form may no longer be there."""
    sent = PortalForm(request.POST)
    token = sent.cleaned_data["form_token"] if sent.is_valid() else None
    return form_tokens.led_to(request.actor, token) if token else ""


class ReferralPage(FormView):
    """A page with a form on the referral in the address."""

    tab = "referral"

    @cached_property
    def shown(self) -> FullReferral:
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        case = self.shown.case
        return {
            "case": case,
            "bar": self.shown.bar,
            "tabs": tabs(self.actor, case, self.tab),
            "shown": self.shown,
        }

    def initial(self) -> dict[str, Any]:
        """Return the initial values of the fields."""
        return {}

    def more(self) -> dict[str, Any]:
        """Return further arguments of the form."""
        return {}

    def form_values(self) -> dict[str, Any]:
        version = {"version": self.shown.referral.version}
        return {"initial": version | self.initial(), **self.more()}


class StepPage(ReferralPage):
    """One step of the form. A submitted referral is read on its tab and no longer here."""

    template_name = "meetings/referral/step.html"
    step: Step
    leads_to_tab = True

    @cached_property
    def shown(self) -> FullReferral:
        return referral_to_write(self.actor, self.kwargs["case_id"])

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "step": self.step,
            "number": ORDER.index(self.step) + 1,
            "heading": WORDS[self.step],
        }

    def page_name(self) -> str | Promise:
        return super().page_name() or WORDS[self.step]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.leads_to_tab and not self.shown.writable:
            return HttpResponseRedirect(reverse("referral", args=[self.shown.case.pk]))
        return super().get(request, **kwargs)

    def save(self, **values: Any) -> Referral:
        """Do the step's operation."""
        raise NotImplementedError

    def submit(self, form: Any) -> str:
        referral = self.save(actor=self.actor, case_id=self.shown.case.pk, **form.values)
        return page_of(self.shown, next_step(referral.steps_done, after=self.step))


class PeoplePage(ReferralPage):
    """A page that changes the people of a case, while it is written or later."""

    template_name = "meetings/referral/person.html"
    step = Step.CHILDREN

    @cached_property
    def shown(self) -> FullReferral:
        return people_to_change(self.actor, self.kwargs["case_id"])

    def context(self) -> dict[str, Any]:
        return super().context() | {"back": self.back(), "heading": self.heading}

    def came_from(self) -> Step:
        """Return the step of the form that leads here."""
        return self.step

    def back(self) -> str:
        """Return the address to go back to: the step of the form, or the people of the case."""
        if self.shown.writable:
            return page_of(self.shown, self.came_from())
        return reverse("change_people", args=[self.shown.case.pk])
