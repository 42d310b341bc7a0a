"""The ends of a case, one page each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.forms.closure import (
    CompleteForm,
    DeathForm,
    RightAreaForm,
    SecondOnDeathForm,
    TakeBackDeathForm,
    WithdrawForm,
)
from meetings.models import Case, Stage
from meetings.operations import closure
from meetings.queries.closure import (
    TakingBackPage,
    actions_of,
    is_outcome_told,
    people_to_name,
    taking_back_page,
)
from meetings.queries.hearing.recorded import why_untold
from meetings.views.base import CaseFormPage, VersionedCasePage
from sharing.forms.base import PortalForm
from sharing.operations.form_tokens import led_likewise


def ended(request: HttpRequest, case: Case, words: str) -> str:
    """Tell the person who ended a case that it ended, and return the list of cases. The case is no
    longer on any of their lists, so its own page would ask why they open it."""
    messages.success(request, words % {"reference": case.reference})
    return reverse("cases")


class ExitPage(VersionedCasePage):
    """A page on which a case ends before its way is over. It says so if its meeting hears the case
    now."""

    tab = "case"

    def context(self) -> dict[str, Any]:
        context = super().context()
        hears = self.case.stage == Stage.HEARING
        return context | {"heard_now": self.case.meeting if hears else None}


class CompleteCase(VersionedCasePage):
    template_name = "meetings/closure/complete.html"
    form_class = CompleteForm
    change = may.COMPLETE_CASE
    tab = "case"

    def context(self) -> dict[str, Any]:
        context = super().context()
        told = is_outcome_told(self.case.pk)
        return context | {
            "actions": actions_of(self.case.pk),
            "told": told,
            "untold_reason": why_untold(self.case),
        }

    def submit(self, form: CompleteForm) -> str:
        case = closure.complete_case(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return ended(self.request, case, _("%(reference)s is complete."))


class WithdrawCase(ExitPage):
    template_name = "meetings/closure/withdraw.html"
    form_class = WithdrawForm
    change = may.WITHDRAW_CASE

    def submit(self, form: WithdrawForm) -> str:
        case = closure.withdraw_case(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return ended(self.request, case, _("%(reference)s is withdrawn."))


class SendToRightArea(ExitPage):
    template_name = "meetings/closure/right_area.html"
    form_class = RightAreaForm
    change = may.WITHDRAW_CASE

    def submit(self, form: RightAreaForm) -> str:
        case = closure.send_to_right_area(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return ended(self.request, case, _("%(reference)s belongs to another area and ends here."))


class RecordDeath(ExitPage):
    template_name = "meetings/closure/death.html"
    form_class = DeathForm
    change = may.RECORD_DEATH

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # The first of two sends has put the case on hold, whose people are not asked for again.
        done = led_likewise(self.actor, request.path, request.POST)
        return HttpResponseRedirect(done) if done else super().post(request, **kwargs)

    def form_values(self) -> dict[str, Any]:
        people = people_to_name(self.actor, self.kwargs["case_id"])
        return super().form_values() | {"people": people}

    def submit(self, form: DeathForm) -> str:
        case = closure.record_death(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return ended(self.request, case, _("The death is recorded. %(reference)s is on hold."))


class TakeBackDeath(CaseFormPage):
    """Says that a death was recorded in error or, where somebody else said so, decides on it."""

    template_name = "meetings/closure/take_back.html"
    change = may.TAKE_BACK_DEATH
    tab = "case"

    @cached_property
    def found(self) -> TakingBackPage:
        return taking_back_page(self.actor, self.kwargs["case_id"])

    def form_type(self) -> type[PortalForm]:
        return SecondOnDeathForm if self.found.decides else TakeBackDeathForm

    def context(self) -> dict[str, Any]:
        return super().context() | {"found": self.found}

    def submit(self, form: PortalForm) -> str:
        about, said = {"actor": self.actor, "case_id": self.kwargs["case_id"]}, form.cleaned_data
        if not self.found.decides:
            closure.propose_taking_back(**about, reason=said["reason"])
            words = _("You said that it was recorded in error. Another person decides on it.")
        elif said["agrees"]:
            closure.take_death_back(**about)
            words = self.found.goes_on
        else:
            closure.let_death_stand(**about, reason=said["reason"])
            messages.success(self.request, _("The case stays on hold."))
            return reverse("cases")  # the case is no longer on any of their lists
        messages.success(self.request, words)
        return reverse("case", args=[self.kwargs["case_id"]])
