"""The state of research for a meeting, and the agencies that are reminded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.operations import research
from meetings.queries.research import agency_to_remind, research_grid
from sharing.forms.base import PortalForm
from sharing.views.base import FormView, PageView


class Grid(PageView):
    """The state of research for a meeting, agency by case, and the agencies that are reminded."""

    template_name = "meetings/research/grid.html"

    def context(self) -> dict[str, Any]:
        return {
            "grid": research_grid(self.actor, self.kwargs["meeting_id"]),
            "button": PortalForm(),
        }


class Chase(Grid, FormView):
    """Reminds one agency. A rule that stops it is shown on the grid."""

    heading = gettext_lazy("Remind an agency of its research")
    form_class = PortalForm
    http_method_names = ["post"]

    def subject(self) -> str:
        return agency_to_remind(self.actor, self.kwargs["agency_id"]).name

    def chase(self) -> None:
        """Remind the agency that the form names."""
        research.chase_research(actor=self.actor, **self.kwargs)
        messages.success(self.request, _("The agency is reminded by mail."))

    def submit(self, form: PortalForm) -> str:
        self.chase()
        return reverse("research_grid", args=[self.kwargs["meeting_id"]])


class ChaseSilent(Chase):
    """Reminds all agencies that have not begun."""

    heading = gettext_lazy("Remind all agencies that have not begun")

    def subject(self) -> str:
        return ""

    def told(self) -> list[UUID]:
        """Remind them, and return who they are."""
        return research.chase_silent(actor=self.actor, **self.kwargs)

    def chase(self) -> None:
        told = self.told()
        words = ngettext(
            "%(number)s agency is reminded by mail.",
            "%(number)s agencies are reminded by mail.",
            len(told),
        )
        messages.success(self.request, words % {"number": len(told)})


class ChaseOwing(ChaseSilent):
    """Reminds all agencies that owe answers, also those that have begun."""

    heading = gettext_lazy("Remind all agencies that owe answers")

    def told(self) -> list[UUID]:
        return research.chase_owing(actor=self.actor, **self.kwargs)
