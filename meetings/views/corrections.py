"""The research that agencies share about a case, its corrections, and the agencies that have read
it."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import permissions as may
from meetings.forms.research.correction import AcknowledgeForm
from meetings.operations import research
from meetings.queries.case_bar import readable_bar
from meetings.queries.research import corrections_of, readers_of_meeting, research_of, who_read
from meetings.views.base import CaseFormPage, CasePage, tabs
from sharing.forms.base import PortalForm
from sharing.views.base import PageView


class ReadResearch(CasePage):
    """The research that agencies share about a case."""

    template_name = "meetings/research/read.html"
    permission = may.READ_RESEARCH
    tab = "case_research"

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "research": research_of(self.actor, self.kwargs["case_id"]),
            "may_see_readers": self.actor.role in may.SEE_READERS.roles,
        }


class Corrections(CasePage):
    """The corrections that wait for the reader to acknowledge, before and after."""

    template_name = "meetings/research/corrections.html"
    permission = may.READ_RESEARCH

    def context(self) -> dict[str, Any]:
        context = super().context()
        corrections = corrections_of(self.actor, self.case)
        return context | {"corrections": corrections, "button": PortalForm()}


class Acknowledge(Corrections, CaseFormPage):
    """Acknowledges one of them."""

    heading = gettext_lazy("Acknowledge a correction")
    form_class = AcknowledgeForm
    http_method_names = ["post"]

    def subject(self) -> str:
        found = corrections_of(self.actor, self.case)
        agencies = [
            str(one.agency or one.about)
            for one in found
            if one.correction.id == self.kwargs["item_id"]
        ]
        return ", ".join(agencies)

    def submit(self, form: AcknowledgeForm) -> str:
        research.acknowledge_correction(actor=self.actor, **self.kwargs, **form.values)
        messages.success(self.request, _("It is on record that you know of it."))
        return reverse("corrections", args=[self.kwargs["case_id"]])


class WhoHasRead(PageView):
    """The agencies that have read each version. The safeguarding lead reads this without the
    case."""

    template_name = "meetings/research/who_read.html"

    def context(self) -> dict[str, Any]:
        case_id = self.kwargs["case_id"]
        found = who_read(self.actor, case_id)
        bar = readable_bar(self.actor, case_id)
        return {
            "found": found,
            "bar": bar,
            "case": bar.case if bar else None,
            "tabs": tabs(self.actor, bar.case, "") if bar else [],
            "layout": "meetings/case_page.html" if bar else "layouts/wide.html",
        }


class WhoHasReadOfMeeting(PageView):
    """The same for each case that a meeting is to hear: agency by case."""

    template_name = "meetings/research/readers_of_meeting.html"

    def context(self) -> dict[str, Any]:
        return {"grid": readers_of_meeting(self.actor, self.kwargs["meeting_id"])}
