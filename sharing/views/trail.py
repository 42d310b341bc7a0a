"""Reading the trail, which is itself on the trail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from sharing import clock
from sharing.documents import PaperResponse
from sharing.forms.trail import DaysForm, TrailForm, TrailOfCaseForm, turn_of
from sharing.http import Request
from sharing.queries.trail import (
    Asked,
    Line,
    Taken,
    agencies_of,
    area_trail,
    ask_for_case,
    check_may_take_area,
    find_trail,
    own_trail,
    people_of,
    take_area_trail,
)
from sharing.spreadsheets import csv_response
from sharing.views.base import FormView, PageView
from sharing.views.fresh import FreshFactor

# Events that one file holds at most.
MOST_IN_CSV = 20_000
MOST_ON_PAPER = 1_000


class AreaTrail(PageView):
    """What was done, seen and tried in the area, for the safeguarding lead."""

    template_name = "sharing/trail/area.html"

    def form(self) -> TrailForm:
        """Return the filter in the address; without one, the last days."""
        return trail_form(self.request, Asked.last_days())

    def context(self) -> dict[str, Any]:
        form = self.form()
        trail = area_trail(self.actor, form.asked, turn_of(self.request.GET))
        return {"form": form, "trail": trail}


class TakeTrail(FreshFactor):
    """The same events as a file. If they are too many for one, a page says so instead."""

    # An export is recorded as taken out, so HEAD, which sends nothing, is not answered.
    http_method_names = ["get", "options"]
    template_name = "sharing/trail/too_many.html"
    most = MOST_IN_CSV

    def check(self) -> None:
        check_may_take_area(self.actor)

    def begins_at(self) -> str:
        return with_query(self.request, reverse("trail"))

    def taken(self) -> Taken:
        """Return the chosen events, up to the limit."""
        return take_area_trail(
            self.actor, trail_form(self.request, Asked.last_days()).asked, most=self.most
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        taken = self.taken()
        if taken.too_many:
            return TemplateResponse(
                self.request, self.template_name, {"most": self.most}, status=422
            )
        return self.file(taken)

    def file(self, taken: Taken) -> HttpResponse:
        """Return the file. Its name holds only the day."""
        return as_csv(taken.lines)


class PrintTrail(TakeTrail):
    """The same on paper."""

    most = MOST_ON_PAPER

    def file(self, taken: Taken) -> HttpResponse:
        return as_paper(self.request, taken)


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
        form = DaysForm(self.request.GET)
        return {"form": form, "trail": own_trail(self.actor, form.asked, turn_of(self.request.GET))}


def with_query(request: Request, path: str) -> str:
    """Return the address of another page with the query of this one."""
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def trail_form(request: Request, usual: Asked) -> TrailForm:
    """Return the filter of a trail of others, as in the address."""
    people, agencies = people_of(request.actor), agencies_of(request.actor)
    return TrailForm(request.GET, people=people, agencies=agencies, usual=usual)


def as_csv(lines: list[Line]) -> HttpResponse:
    """Return events as a CSV file."""
    head = [
        _("Event"), _("When (UTC)"), _("Recorded (UTC)"), _("Outcome"), _("Who"), _("What"),
        _("Also"), _("About"), _("Cases"), _("Number of cases"), _("Why it was allowed or refused"), _("Reason given"),
    ]  # fmt: skip
    rows = (
        [
            line.id,
            *line.times,
            _("Refused") if line.refused else _("Allowed"),
            line.who,
            line.what,
            "; ".join(str(words) for words in line.also),
            line.about,
            "; ".join(name for _id, name in line.cases),
            line.case_count,
            line.why,
            line.given,
        ]
        for line in lines
    )
    return csv_response(f"trail-{clock.today().isoformat()}", head, rows)


def as_paper(request: Request, taken: Taken) -> HttpResponse:
    """Return events as a PDF."""
    file_name = f"trail-{clock.today().isoformat()}"
    return PaperResponse(request, "documents/trail.html", {"taken": taken}, file_name=file_name)
