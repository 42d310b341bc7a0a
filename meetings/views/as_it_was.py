"""The content of a meeting and of a case that an agency could read at a moment of the past."""

from typing import Any

from meetings.forms.as_it_was import AsItWasForm
from meetings.queries.packs.as_it_was import case_as_it_was, meeting_as_it_was
from meetings.queries.packs.asking import asked_of_case, asked_of_meeting
from meetings.views.base import CasePage
from sharing.views.base import PageView

# The pages are recorded as disclosed, so HEAD is not answered.
READ = ["get", "options"]


class MeetingAsItWas(PageView):
    """The pack of a meeting, as an agency could read it at a moment."""

    template_name = "meetings/packs/as_it_was.html"
    http_method_names = READ

    def context(self) -> dict[str, Any]:
        meeting_id = self.kwargs["meeting_id"]
        page = asked_of_meeting(self.actor, meeting_id)
        form = AsItWasForm(self.request.GET, agencies=page.agencies)
        asked = form.asked
        was = meeting_as_it_was(self.actor, meeting_id, asked) if asked else None
        return {"page": page, "form": form, "was": was, "meeting": page.meeting}


class CaseAsItWas(CasePage):
    """A case, as an agency could read it at a moment. The bar above it is of today."""

    template_name = "meetings/packs/case_as_it_was.html"
    http_method_names = READ
    tab = "case_research"

    def context(self) -> dict[str, Any]:
        context = super().context()
        page = asked_of_case(self.actor, self.case)
        form = AsItWasForm(self.request.GET, agencies=page.agencies)
        asked = form.asked
        was = case_as_it_was(self.actor, self.case.pk, asked) if asked else None
        return {**context, "page": page, "form": form, "was": was}
