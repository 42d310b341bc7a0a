"""People who have no access to a case because of a conflict of interest."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.forms.hearing import ConflictForm
from sharing.forms.base import PortalForm
from sharing.operations import conflicts
from sharing.queries.conflicts import conflict_to_end, conflicts_of, people_of_area
from sharing.views.base import FormView


class Conflicts(FormView):
    """The walls of a case, and a new one."""

    heading = _("Give somebody no access: conflict of interest")
    template_name = "meetings/hearing/conflicts.html"
    form_class = ConflictForm

    def context(self) -> dict[str, Any]:
        case_id = self.kwargs["case_id"]
        return {
            "conflicts": conflicts_of(self.actor, case_id),
            "case_id": case_id,
            "press": PortalForm(),
        }

    def form_values(self) -> dict[str, Any]:
        return {"people": people_of_area(self.actor, self.kwargs["case_id"])}

    def submit(self, form: ConflictForm) -> str:
        conflicts.declare_conflict(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return reverse("conflicts", args=[self.kwargs["case_id"]])


class EndConflict(FormView):
    """Takes down a wall: a button on the page of the walls."""

    template_name = "meetings/hearing/end_conflict.html"
    form_class = PortalForm

    def subject(self) -> str:
        return conflict_to_end(self.actor, **self.kwargs).user.name

    def context(self) -> dict[str, Any]:
        case_id = self.kwargs["case_id"]
        found = conflict_to_end(self.actor, case_id, self.kwargs["conflict_id"])
        return {"conflict": found, "case_id": case_id}

    def submit(self, form: PortalForm) -> str:
        conflicts.end_conflict(
            actor=self.actor,
            case_id=self.kwargs["case_id"],
            conflict_id=self.kwargs["conflict_id"],
        )
        return reverse("conflicts", args=[self.kwargs["case_id"]])
