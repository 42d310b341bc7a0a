"""Minutes and action plan on paper, for this reader."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from meetings.queries.hearing import case_minutes_to_print, meeting_minutes_to_print
from meetings.views.base import PaperPage
from sharing.queries.seal import printed_checkpoint
from sharing.views.fresh import FreshFactor


class Paper(PaperPage):
    """A paper about cases, named after its meeting's day."""

    def file_name(self, context: dict[str, Any]) -> str:
        return f"{self.paper_name}-{localdate(context['meeting'].starts_at).isoformat()}"


class MeetingMinutesPaper(FreshFactor, Paper):
    """The minutes of a meeting, each case on a page of its own."""

    template_name = "documents/minutes.html"
    paper_name = "minutes"

    def begins_at(self) -> str:
        return reverse("meeting_minutes", args=[self.kwargs["meeting_id"]])

    def context(self) -> dict[str, Any]:
        found = meeting_minutes_to_print(self.actor, self.kwargs["meeting_id"])
        return {
            "meeting": found.meeting,
            "papers": found.cases,
            "not_heard": found.not_heard,
            "draft": found.draft,
            "checkpoint": printed_checkpoint(),
        }


class CaseMinutesPaper(Paper):
    """The minutes and the action plan of one case."""

    template_name = "documents/minutes.html"
    paper_name = "minutes"

    def context(self) -> dict[str, Any]:
        found = case_minutes_to_print(self.actor, self.kwargs["case_id"])
        return {
            "meeting": found.case.meeting,
            "papers": [found],
            "draft": found.draft,
            "checkpoint": printed_checkpoint(),
        }


class ActionPlanPaper(CaseMinutesPaper):
    """The action plan of one case alone."""

    template_name = "documents/action_plan.html"
    paper_name = "action-plan"
