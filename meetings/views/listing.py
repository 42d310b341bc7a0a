"""Meetings: the calendar, one meeting with its list, a case on its way to one, and paper."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import permissions as may
from meetings.forms.listing import (
    AddMeetingForm,
    CallOffForm,
    DeferForm,
    ListForm,
    MoveForm,
    PlanAgainForm,
    PlanForm,
    TakeOffForm,
    ToMeetingForm,
)
from meetings.operations import listing
from meetings.queries.listing import (
    CallingOffPage,
    ListingPage,
    PlanningAgainPage,
    calling_off_page,
    keep_order,
    list_paper,
    listing_page,
    meeting_page,
    meetings_page,
    meetings_to_plan,
    planning_again_page,
)
from meetings.views.base import CaseFormPage, PaperPage, VersionedCasePage
from sharing.forms.base import PortalForm
from sharing.permissions import Permission
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
            sure=form.sure_of_it,
        )
        return reverse("meeting", args=[meeting.pk])


class ShowMeeting(FormView):
    """One meeting and its list. What it posts moves one case in the order."""

    template_name = "meetings/listing/meeting.html"
    form_class: type[PortalForm] = PortalForm
    http_method_names = ["get", "head", "options"]
    change: Permission | None = None

    def context(self) -> dict[str, Any]:
        return {"page": meeting_page(self.actor, self.kwargs["meeting_id"], self.change)}

    def place(self) -> str:
        return reverse("meeting", args=[self.kwargs["meeting_id"]])


class OrderList(ShowMeeting):
    """Moves a case up or down, or cases with children first."""

    heading = gettext_lazy("Change the order of the list")
    form_class = MoveForm
    http_method_names = ["post", "options"]
    change = may.PLAN_MEETINGS

    def submit(self, form: MoveForm) -> str:
        meeting_id = self.kwargs["meeting_id"]
        order = keep_order(self.actor, meeting_id, form.case_id, form.way)
        listing.order_list(
            actor=self.actor,
            meeting_id=meeting_id,
            case_ids=order,
            shown=form.cleaned_data["order"],
        )
        return self.place() + "#order"


class PublishList(ShowMeeting):
    """Publishes the list."""

    heading = gettext_lazy("Publish the list")
    http_method_names = ["post", "options"]
    change = may.PLAN_MEETINGS

    def submit(self, form: PortalForm) -> str:
        listing.publish_list(actor=self.actor, meeting_id=self.kwargs["meeting_id"])
        messages.success(self.request, _("The list is out, and agencies are asked for research."))
        return self.place()


class CallOff(FormView):
    """Calls off a meeting, and moves its cases on."""

    template_name = "meetings/listing/call_off.html"
    form_class = CallOffForm

    @cached_property
    def found(self) -> CallingOffPage:
        return calling_off_page(self.actor, self.kwargs["meeting_id"])

    def form_values(self) -> dict[str, Any]:
        return {"meetings": [(one.meeting.pk, one.day, one.says) for one in self.found.choices]}

    def context(self) -> dict[str, Any]:
        return {"found": self.found, "meeting": self.found.meeting}

    def submit(self, form: CallOffForm) -> str:
        meeting_id = self.kwargs["meeting_id"]
        listing.call_off(actor=self.actor, meeting_id=meeting_id, **form.values)
        messages.success(self.request, _("The meeting is called off, and its cases have moved."))
        return reverse("meeting", args=[meeting_id])


class PlanAgain(FormView):
    """Plans a meeting again that was called off in error."""

    template_name = "meetings/listing/plan_again.html"
    form_class = PlanAgainForm

    @cached_property
    def found(self) -> PlanningAgainPage:
        return planning_again_page(self.actor, self.kwargs["meeting_id"])

    def form_values(self) -> dict[str, Any]:
        return {"cases": [(str(one.pk), one.reference, where) for one, where in self.found.cases]}

    def context(self) -> dict[str, Any]:
        return {"found": self.found, "meeting": self.found.meeting}

    def submit(self, form: PlanAgainForm) -> str:
        meeting_id = self.kwargs["meeting_id"]
        listing.plan_again(actor=self.actor, meeting_id=meeting_id, **form.values)
        messages.success(self.request, _("The meeting is planned again. Its list is to go out."))
        return reverse("meeting", args=[meeting_id])


class ToMeeting(CaseFormPage):
    """A page that puts a case on a meeting."""

    change = may.LIST_CASE
    tab = "case"
    form_class: type[ToMeetingForm]
    moves = False

    @cached_property
    def found(self) -> ListingPage:
        return listing_page(self.actor, self.kwargs["case_id"], moves=self.moves)

    def form_values(self) -> dict[str, Any]:
        meetings = [(one.meeting.pk, one.day, one.says) for one in self.found.choices]
        initial = {
            self.form_class.chosen: self.found.suggested,
            "version": self.found.case.version,
        }
        return {"meetings": meetings, "initial": initial}

    def context(self) -> dict[str, Any]:
        return super().context() | {"found": self.found}


class ListCase(ToMeeting):
    """Puts a case on a meeting."""

    template_name = "meetings/listing/list_case.html"
    form_class = ListForm

    def submit(self, form: ListForm) -> str:
        case = listing.list_case(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return reverse("meeting", args=[case.meeting_id])


class DeferCase(ToMeeting):
    """Moves a case to another meeting."""

    template_name = "meetings/listing/defer.html"
    form_class = DeferForm
    moves = True

    def submit(self, form: DeferForm) -> str:
        case = listing.defer_case(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return reverse("case", args=[case.pk])


class TakeOffList(VersionedCasePage):
    """Takes a case off its meeting, before the list is out."""

    template_name = "meetings/listing/take_off.html"
    form_class = TakeOffForm
    change = may.LIST_CASE
    tab = "case"

    def submit(self, form: TakeOffForm) -> str:
        case = listing.take_off_list(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return reverse("list_case", args=[case.pk])


class AskResearch(CaseFormPage):
    """Asks agencies about a case that came to a published list without that."""

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
