"""Warnings for front-line staff: read and given on one page, and ended on another."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.forms.research import EndWarningForm, WarningForm
from meetings.operations import research
from meetings.queries.research import WarningsPage, standing_warning, warnings_page
from meetings.views.base import tabs
from sharing.forms.base import PortalForm
from sharing.views.base import FormView


class WarningsBase(FormView):
    """The page of the warnings of a case, shown with one of its forms on an error."""

    template_name = "meetings/research/warnings.html"
    form_name = "button"
    _found: WarningsPage | None = None

    @property
    def found(self) -> WarningsPage:
        if self._found is None:
            self._found = warnings_page(self.actor, self.kwargs["case_id"])
        return self._found

    def context(self) -> dict[str, Any]:
        case = self.found.case
        return {
            "found": self.found,
            "case": case,
            "bar": self.found.bar,
            "tabs": tabs(self.actor, case, "case") if self.found.bar else [],
            "warning_form": WarningForm(people=self.found.people),
            "button": PortalForm(),
        }

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        """Show the page, and on it this form as it was sent."""
        more = {"form": form, self.form_name: form}
        return TemplateResponse(self.request, self.template_name, context | more, status=status)

    def back(self) -> str:
        """Return the address of the page."""
        return reverse("staff_warnings", args=[self.kwargs["case_id"]])


class Warnings(WarningsBase):
    """The warnings for staff, and a form for one more."""

    heading = _("Warn staff of danger")
    form_class = WarningForm
    form_name = "warning_form"

    def form_values(self) -> dict[str, Any]:
        return {"people": self.found.people}

    def submit(self, form: WarningForm) -> str:
        case_id = self.kwargs["case_id"]
        given = research.warn_staff(actor=self.actor, case_id=case_id, **form.values)
        return reverse("staff_warnings", args=[given.scope_id])


class StaffKnow(WarningsBase):
    """Says that the agency has told its own staff."""

    heading = _("Say that your own staff know of the danger")
    form_class = PortalForm
    http_method_names = ["post"]

    def subject(self) -> str:
        named = {one.warning.pk: one.warning.text for one in self.found.standing}
        return named.get(self.kwargs["warning_id"], "")

    def submit(self, form: PortalForm) -> str:
        research.say_staff_know(actor=self.actor, **self.kwargs)
        return self.back()


class EndWarning(WarningsBase):
    """Ends a warning because the danger is over."""

    template_name = "meetings/research/end_warning.html"
    form_class = EndWarningForm

    def subject(self) -> str:
        return standing_warning(self.actor, **self.kwargs).text

    def context(self) -> dict[str, Any]:
        case_id, warning_id = self.kwargs["case_id"], self.kwargs["warning_id"]
        warning = standing_warning(self.actor, case_id, warning_id)
        return super().context() | {"warning": warning}

    def submit(self, form: EndWarningForm) -> str:
        research.end_warning(actor=self.actor, **self.kwargs, **form.values)
        return self.back()
