"""Reading the trail, which is itself on the trail."""

from typing import Any

from django.urls import reverse

from sharing.forms.trail import OnlyForm, TrailForm, TrailOfCaseForm
from sharing.queries.trail import area_trail, ask_for_case, find_trail, own_trail, people_of
from sharing.views.base import FormView, PageView


class AreaTrail(PageView):
    """What was done, seen and tried in the area, for the safeguarding lead."""

    template_name = "sharing/trail/area.html"

    def context(self) -> dict[str, Any]:
        asked = self.request.GET if "start-day" in self.request.GET else None
        form = TrailForm(asked, people=people_of(self.actor))
        page = OnlyForm(self.request.GET).page_number
        return {"form": form, "trail": area_trail(self.actor, form.asked, page=page)}


class TrailOfCase(FormView):
    """From the reference of a case to its trail."""

    template_name = "sharing/trail/case.html"
    form_class = TrailOfCaseForm

    def context(self) -> dict[str, Any]:
        ask_for_case(self.actor)
        return {}

    def submit(self, form: TrailOfCaseForm) -> str:
        case_id = find_trail(self.actor, form.cleaned_data["reference"])
        return reverse("case_trail", args=[case_id])


class OwnTrail(PageView):
    """What the person looked at, searched for, tried and changed."""

    template_name = "sharing/trail/own.html"

    def context(self) -> dict[str, Any]:
        page = OnlyForm(self.request.GET).page_number
        return {"trail": own_trail(self.actor, page=page)}
