"""The meeting itself: opening page, presence, declaration, end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.forms.hearing import NameForm, OpenForm, PresenceForm
from meetings.models import Meeting, MeetingState
from meetings.operations import hearing
from meetings.queries.hearing import (
    meeting_page,
    meeting_to_join,
    meeting_to_run,
    presence_to_record,
)
from meetings.rules.planning import days_before
from sharing import clock
from sharing.forms.base import PortalForm
from sharing.views.base import FormView, PageView


class MeetingOpening(PageView):
    """The people present, the declaration, the open actions from last time, the running order."""

    template_name = "meetings/hearing/opening.html"

    def context(self) -> dict[str, Any]:
        page = meeting_page(self.actor, self.kwargs["meeting_id"])
        return {"page": page, "meeting": page.meeting, "press": PortalForm(), "someone": NameForm()}


class MeetingStep(FormView):
    """One step of a meeting that asks nothing: a page to confirm it, or a button elsewhere."""

    template_name = "meetings/hearing/step.html"
    form_class = PortalForm
    words: str | Promise
    about: str | Promise = ""

    def meeting(self) -> Meeting:
        return meeting_to_run(self.actor, self.kwargs["meeting_id"])

    def context(self) -> dict[str, Any]:
        return {"meeting": self.meeting(), "words": self.words, "about": self.about}

    def opening(self) -> str:
        return reverse("meeting_opening", args=[self.kwargs["meeting_id"]])


class OpenMeeting(MeetingStep):
    words = _("Open the meeting")
    about = _("Its cases can be heard from then on, by everybody who agreed to the declaration.")
    form_class = OpenForm

    def form_values(self) -> dict[str, Any]:
        return {"days": days_before(self.meeting().starts_at, today=clock.today())}

    def submit(self, form: OpenForm) -> str:
        hearing.open_meeting(actor=self.actor, meeting_id=self.kwargs["meeting_id"], **form.values)
        return self.opening()


class TakeOpeningBack(MeetingStep):
    words = _("Take the opening back")
    about = _(
        "For a meeting that was opened by mistake, or too early: its list is out, as it was before. "
        "Once a case was begun or presence was saved, its opening stands."
    )

    def context(self) -> dict[str, Any]:
        # Whether something was recorded since is said only once it is sent: it may be of a case
        # that is walled off from the reader.
        context = super().context()
        over = context["meeting"].state != MeetingState.RUNNING
        return context | {"why_not": _("This meeting is not under way.") if over else ""}

    def submit(self, form: PortalForm) -> str:
        hearing.take_opening_back(actor=self.actor, meeting_id=self.kwargs["meeting_id"])
        messages.success(self.request, gettext("The opening is taken back."))
        return self.opening()


class EndMeeting(MeetingStep):
    words = _("End the meeting")
    about = _("Each case was heard or moved to another meeting. The minutes are agreed next.")

    def submit(self, form: PortalForm) -> str:
        hearing.end_meeting(actor=self.actor, meeting_id=self.kwargs["meeting_id"])
        return reverse("meeting_minutes", args=[self.kwargs["meeting_id"]])


class Declare(MeetingStep):
    """The declaration of the area, to read and agree to."""

    heading = _("Agree to the confidentiality declaration")
    template_name = "meetings/hearing/declaration.html"
    words = _("I agree")

    def meeting(self) -> Meeting:
        return meeting_to_join(self.actor, self.kwargs["meeting_id"])

    def submit(self, form: PortalForm) -> str:
        hearing.declare(actor=self.actor, meeting_id=self.kwargs["meeting_id"])
        return self.opening()


class DeclareFor(MeetingStep):
    """Declares for somebody in the room without an account."""

    heading = _("Enter the declaration of somebody without an account")
    template_name = "meetings/hearing/declare_for.html"
    form_class = NameForm
    words = _("Enter their word")

    def submit(self, form: NameForm) -> str:
        hearing.declare_for(actor=self.actor, meeting_id=self.kwargs["meeting_id"], **form.values)
        return self.opening()


class RecordPresence(MeetingStep):
    """Every agency on one page. On request it sets all others to present, without recording
    anything."""

    heading = _("Record presence")
    template_name = "meetings/hearing/presence.html"
    form_class = PresenceForm
    words = _("Record presence")

    def form_values(self) -> dict[str, Any]:
        meeting = self.meeting()
        rows = presence_to_record(meeting)
        return {"rows": rows, "initial": {"version": meeting.version}}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "all" not in request.POST:
            return super().post(request, **kwargs)
        form = PresenceForm(request.POST, **self.form_values()).with_everybody()
        return self.answer(self.context(), form)

    def submit(self, form: PresenceForm) -> str:
        meeting = hearing.record_presence(
            actor=self.actor, meeting_id=self.kwargs["meeting_id"], **form.values
        )
        # After the meeting it is corrected for its minutes.
        way = "meeting_minutes" if meeting.state == MeetingState.HELD else "meeting_opening"
        return reverse(way, args=[meeting.pk])
