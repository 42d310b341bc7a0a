"""Minutes and action plan on the screen."""

from typing import Any

from meetings import permissions as may
from meetings.queries.hearing import case_minutes, meeting_minutes
from meetings.views.base import CasePage
from sharing.forms.base import PortalForm
from sharing.views.base import PageView


class CaseMinutesView(CasePage):
    """The minutes of one case, as a draft or as the chair agreed them."""

    template_name = "meetings/hearing/case_minutes.html"
    permission = may.READ_MINUTES
    noted = False
    tab = "minutes"

    def context(self) -> dict[str, Any]:
        found = case_minutes(self.actor, self.kwargs["case_id"])
        return super().context() | {"minutes": found}


class MeetingMinutesView(PageView):
    """The minutes of a meeting, of the cases that this reader may read."""

    template_name = "meetings/hearing/meeting_minutes.html"

    def context(self) -> dict[str, Any]:
        found = meeting_minutes(self.actor, self.kwargs["meeting_id"])
        return {
            "minutes": found,
            "meeting": found.meeting,
            "press": PortalForm(),
            "keeps": self.actor.role in may.KEEPERS,
            "can_agree": found.to_agree and self.actor.role in may.AGREE_MINUTES.roles,
        }
