"""Meetings: the calendar, one meeting with its list, a case on its way to one, and paper."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.forms.listing import (
    AddMeetingForm,
    DeferForm,
    ListForm,
    MoveForm,
    PlanForm,
    ToMeetingForm,
)
from meetings.operations import listing
from meetings.queries.listing import (
    ListingPage,
    keep_order,
    list_paper,
    listing_page,
    meeting_page,
    meetings_page,
    meetings_to_plan,
)
from meetings.views.base import CaseFormPage, PaperPage
from sharing.forms.base import PortalForm
from sharing.views.base import FormView, PageView
from sharing.views.fresh import FreshFactor


class Meetings(PageView):
    """The calendar."""

    template_name = "meetings/listing/meetings.html"

    def context(self) -> dict[str, Any]:
        return {"page": meetings_page(self.actor), "plan": PlanForm()}


class PlanMeetings(FormView):
    """More meetings of the pattern."""

    template_name = "meetings/listing/plan.html"
    form_class = PlanForm

    def context(self) -> dict[str, Any]:
        return {"days": meetings_to_plan(self.actor)}

    def submit(self, form: PlanForm) -> str:
        listing.plan_meetings(actor=self.actor, **form.values)
        messages.success(self.request, _("The meetings are planned, with their deadlines."))
        return reverse("meetings")


class AddMeeting(FormView):
    """An extra meeting on any day."""

    template_name = "meetings/listing/add.html"
    form_class = AddMeetingForm

    def context(self) -> dict[str, Any]:
        return {"days": meetings_to_plan(self.actor)}

    def submit(self, form: AddMeetingForm) -> str:
        meeting = listing.add_meeting(
            actor=self.actor,
            starts_at=form.starts_at,
            place=form.cleaned_data["place"],
            extra=True,
        )
        return reverse("meeting", args=[meeting.pk])


class ShowMeeting(FormView):
    """One meeting and its list. What it posts moves one case in the order."""

    template_name = "meetings/listing/meeting.html"
    form_class: type[PortalForm] = PortalForm
    http_method_names = ["get", "head", "options"]

    def context(self) -> dict[str, Any]:
        return {"page": meeting_page(self.actor, self.kwargs["meeting_id"])}

    def place(self) -> str:
        return reverse("meeting", args=[self.kwargs["meeting_id"]])


class OrderList(ShowMeeting):
    """A case goes up or down, or cases with children come first."""

    form_class = MoveForm
    http_method_names = ["post", "options"]

    def submit(self, form: MoveForm) -> str:
        meeting_id = self.kwargs["meeting_id"]
        order = keep_order(self.actor, meeting_id, form.case_id, form.way)
        listing.order_list(actor=self.actor, meeting_id=meeting_id, case_ids=order)
        return self.place() + "#order"


class PublishList(ShowMeeting):
    """The list goes out."""

    http_method_names = ["post", "options"]

    def submit(self, form: PortalForm) -> str:
        listing.publish_list(actor=self.actor, meeting_id=self.kwargs["meeting_id"])
        messages.success(self.request, _("The list is out, and agencies are asked for research."))
        return self.place()


class ToMeeting(CaseFormPage):
    """A page on which a case goes to a meeting."""

    change = may.LIST_CASE
    tab = "case"
    form_class: type[ToMeetingForm]

    @cached_property
    def found(self) -> ListingPage:
        return listing_page(self.actor, self.kwargs["case_id"])

    def form_values(self) -> dict[str, Any]:
        meetings = [(one.meeting.pk, one.day, one.says) for one in self.found.choices]
        chosen = self.form_class.chosen
        return {"meetings": meetings, "initial": {chosen: self.found.suggested}}

    def context(self) -> dict[str, Any]:
        return super().context() | {"found": self.found}


class ListCase(ToMeeting):
    """A case is put on a meeting."""

    template_name = "meetings/listing/list_case.html"
    form_class = ListForm

    def submit(self, form: ListForm) -> str:
        case = listing.list_case(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return reverse("meeting", args=[case.meeting_id])


class DeferCase(ToMeeting):
    """A case waits for a later meeting."""

    template_name = "meetings/listing/defer.html"
    form_class = DeferForm

    def submit(self, form: DeferForm) -> str:
        case = listing.defer_case(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return reverse("case", args=[case.pk])


class TakeOffList(CaseFormPage):
    """A case comes off its meeting, before the list is out."""

    template_name = "meetings/listing/take_off.html"
    form_class = PortalForm
    change = may.LIST_CASE
    tab = "case"

    def submit(self, form: PortalForm) -> str:
        case = listing.take_off_list(actor=self.actor, case_id=self.kwargs["case_id"])
        return reverse("list_case", args=[case.pk])


class AskResearch(CaseFormPage):
    """Agencies are asked about a case that came to a published list without that."""

    template_name = "meetings/listing/ask.html"
    form_class = PortalForm
    change = may.LIST_CASE
    tab = "case"

    def submit(self, form: PortalForm) -> str:
        case = listing.ask_research(actor=self.actor, case_id=self.kwargs["case_id"])
        return reverse("case", args=[case.pk])


class CaseList(FreshFactor, PaperPage):
    """The list of a meeting on paper, for this reader."""

    template_name = "documents/case_list.html"
    paper_name = "case-list"

    def begins_at(self) -> str:
        return reverse("meeting", args=[self.kwargs["meeting_id"]])

    def context(self) -> dict[str, Any]:
        return {"paper": list_paper(self.actor, self.kwargs["meeting_id"])}

    def file_name(self, context: dict[str, Any]) -> str:
        day = localdate(context["paper"].meeting.starts_at)
        return f"{self.paper_name}-{day.isoformat()}"


class ActionSheet(CaseList):
    """A blank sheet for each case, to write actions on by hand."""

    template_name = "documents/action_sheet.html"
    paper_name = "action-sheet"
