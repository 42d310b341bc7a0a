"""The question asked once before the cases of a past meeting are open."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from meetings.queries.listing import AskedOfMeeting, reason_asked_of_meeting
from sharing import sessions
from sharing.forms.reading import ReasonForm
from sharing.operations.reading import give_reason
from sharing.views.base import FormView


class GiveReasons(FormView):
    """Asks why somebody opens the cases of a meeting, if none of these is on a list of theirs."""

    template_name = "meetings/listing/reason.html"
    form_class = ReasonForm

    def asked(self) -> AskedOfMeeting:
        return reason_asked_of_meeting(self.actor, self.kwargs["meeting_id"])

    def context(self) -> dict[str, Any]:
        return {"asked": self.asked(), "kept": sessions.leads_to_kept(self.request)}

    def submit(self, form: ReasonForm) -> str:
        meeting_id: UUID = self.kwargs["meeting_id"]
        cases = [case.pk for case in self.asked().cases]
        give_reason(actor=self.actor, case_ids=cases, **form.values)
        return sessions.after_detour(self.request, reverse("meeting", args=[meeting_id]))
