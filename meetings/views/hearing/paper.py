"""Minutes and action plan on paper, for this reader."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from meetings.queries.hearing import case_minutes_to_print, meeting_minutes
from sharing.views.base import PageView


class Paper(PageView):
    """A paper about cases."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        raise NotImplementedError


class MeetingMinutesPaper(Paper):
    """The minutes of a meeting, each case on a page of its own."""

    template_name = "documents/minutes.html"

    def context(self) -> dict[str, Any]:
        found = meeting_minutes(self.actor, self.kwargs["meeting_id"])
        return {"meeting": found.meeting, "papers": found.cases}


class CaseMinutesPaper(Paper):
    """The minutes and the action plan of one case."""

    template_name = "documents/minutes.html"

    def context(self) -> dict[str, Any]:
        found = case_minutes_to_print(self.actor, self.kwargs["case_id"])
        return {"meeting": found.case.meeting, "papers": [found]}


class ActionPlanPaper(CaseMinutesPaper):
    """The action plan of one case alone."""

    template_name = "documents/action_plan.html"
