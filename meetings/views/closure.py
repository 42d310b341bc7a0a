"""The ends of a case, one page each."""

from typing import Any

from django.urls import reverse

from meetings import permissions as may
from meetings.forms.closure import DeathForm, RightAreaForm, WithdrawForm
from meetings.operations import closure
from meetings.queries.closure import actions_of, people_to_name
from meetings.views.base import CaseFormPage
from sharing.forms.base import PortalForm


class CompleteCase(CaseFormPage):
    template_name = "meetings/closure/complete.html"
    form_class = PortalForm
    change = may.COMPLETE_CASE
    tab = "case"

    def context(self) -> dict[str, Any]:
        context = super().context()
        return context | {"actions": actions_of(self.case.pk)}

    def submit(self, form: PortalForm) -> str:
        case = closure.complete_case(actor=self.actor, case_id=self.kwargs["case_id"])
        return reverse("case", args=[case.pk])


class WithdrawCase(CaseFormPage):
    template_name = "meetings/closure/withdraw.html"
    form_class = WithdrawForm
    change = may.WITHDRAW_CASE
    tab = "case"

    def submit(self, form: WithdrawForm) -> str:
        case = closure.withdraw_case(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return reverse("case", args=[case.pk])


class SendToRightArea(CaseFormPage):
    template_name = "meetings/closure/right_area.html"
    form_class = RightAreaForm
    change = may.WITHDRAW_CASE
    tab = "case"

    def submit(self, form: RightAreaForm) -> str:
        case = closure.send_to_right_area(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return reverse("case", args=[case.pk])


class RecordDeath(CaseFormPage):
    template_name = "meetings/closure/death.html"
    form_class = DeathForm
    change = may.RECORD_DEATH
    tab = "case"

    def form_values(self) -> dict[str, Any]:
        return {"people": people_to_name(self.actor, self.kwargs["case_id"])}

    def submit(self, form: DeathForm) -> str:
        case = closure.record_death(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return reverse("case", args=[case.pk])
