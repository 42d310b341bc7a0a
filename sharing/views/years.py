"""Years of the trail: holds on a year, and the agreement of two people that one ends."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing.forms.base import PortalForm
from sharing.forms.years import EndYearForm, HoldYearForm, LiftHoldForm
from sharing.operations.years import agree_year_end, hold_year, lift_hold
from sharing.queries.years import (
    YearLine,
    trail_years,
    waits_for_another,
    year_to_end,
    year_to_hold,
)
from sharing.views.base import FormView, PageView
from sharing.views.fresh import FreshFactor


class TrailYears(PageView):
    """The years of the trail, newest first."""

    template_name = "sharing/years/years.html"

    def context(self) -> dict[str, Any]:
        return {"years": trail_years(self.actor)}


class HoldYear(FormView):
    """Puts a year on hold."""

    heading = gettext_lazy("Put a year of the trail on hold")
    template_name = "sharing/years/hold.html"
    form_class: type[PortalForm] = HoldYearForm

    @cached_property
    def line(self) -> YearLine:
        return year_to_hold(self.actor, self.kwargs["year"])

    def subject(self) -> str:
        return str(self.line.year)

    def context(self) -> dict[str, Any]:
        return {"line": self.line}

    def submit(self, form: PortalForm) -> str:
        hold_year(actor=self.actor, year=self.kwargs["year"], **form.values)
        return reverse("trail_years")


class LiftHold(HoldYear):
    """Says why a year no longer needs to be kept."""

    heading = gettext_lazy("Lift the hold on a year of the trail")
    form_class = LiftHoldForm

    def submit(self, form: PortalForm) -> str:
        lift_hold(actor=self.actor, year=self.kwargs["year"], **form.values)
        return reverse("trail_years")


class EndYear(FreshFactor, FormView):
    """Proposes that a year ends or, if somebody else proposed it, confirms it."""

    template_name = "sharing/years/end.html"
    form_class = EndYearForm

    def check(self) -> None:
        year_to_end(self.actor, self.kwargs["year"])

    @cached_property
    def line(self) -> YearLine:
        return year_to_end(self.actor, self.kwargs["year"])

    def subject(self) -> str:
        return str(self.line.year)

    def context(self) -> dict[str, Any]:
        return {"line": self.line, "own": waits_for_another(self.actor, self.line)}

    def submit(self, form: EndYearForm) -> str:
        end = agree_year_end(actor=self.actor, year=self.kwargs["year"])
        words = _("You proposed it. Another person has to confirm it.")
        if end.confirmed_at:
            words = _("Two people agreed. The next daily round ends the year.")
        messages.success(self.request, words)
        return reverse("trail_years")
