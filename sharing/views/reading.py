"""The question that a reader answers before a case is open: why they open it, or who they are."""

from typing import Any

from django.urls import reverse

from sharing import sessions
from sharing.forms.reading import ReasonForm
from sharing.forms.second_factor import CodeForm
from sharing.operations.reading import confirm_reading, give_reason
from sharing.queries.reading import reason_asked
from sharing.views.base import FormView
from sharing.views.second_factor import CodePage, example_code


class GiveReason(FormView):
    """Asks why somebody opens a case that is on none of their lists."""

    template_name = "sharing/reading/reason.html"
    form_class = ReasonForm

    def context(self) -> dict[str, Any]:
        asked = reason_asked(self.actor, self.kwargs["case_id"])
        return {"asked": asked, "kept": sessions.leads_to_kept(self.request)}

    def submit(self, form: ReasonForm) -> str:
        case_id = self.kwargs["case_id"]
        give_reason(actor=self.actor, case_ids=[case_id], **form.values)
        return sessions.after_detour(self.request, reverse("case", args=[case_id]))


class ConfirmReading(CodePage):
    """Asks a person who opened many cases quickly for a fresh code."""

    marks = sessions.Marks(never_kept=True)
    template_name = "sharing/reading/confirm.html"
    form_class = CodeForm
    give = confirm_reading

    def context(self) -> dict[str, Any]:
        return example_code(self.actor) | {"kept": sessions.leads_to_kept(self.request)}

    def way_on(self) -> str:
        return sessions.after_detour(self.request, reverse("home"))
