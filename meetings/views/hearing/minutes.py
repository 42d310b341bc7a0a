"""Minutes and action plan on the screen."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.forms.hearing import AgreeForm
from meetings.operations import hearing
from meetings.queries.hearing import case_minutes, meeting_minutes, minutes_to_agree
from meetings.views.base import CasePage
from sharing.views.base import FormView, PageView


class CaseMinutesView(CasePage):
    """The minutes of one case, as a draft or as the chair agreed them."""

    template_name = "meetings/hearing/case_minutes.html"
    permission = may.READ_MINUTES
    noted = False
    tab = "minutes"

    def context(self) -> dict[str, Any]:
        found = case_minutes(self.actor, self.kwargs["case_id"])
        return super().context() | {"minutes": found}


class MeetingMinutesView(PageView):
    """The minutes of a meeting, of the cases that this reader may read."""

    template_name = "meetings/hearing/meeting_minutes.html"

    def context(self) -> dict[str, Any]:
        found = meeting_minutes(self.actor, self.kwargs["meeting_id"])
        return {
            "minutes": found,
            "meeting": found.meeting,
            "press": AgreeForm(),
            "reads": self.actor.role in may.READ_MINUTES.roles,
            "keeps": self.actor.role in may.KEEPERS,
            "can_agree": found.to_agree and self.actor.role in may.AGREE_MINUTES.roles,
        }


class AgreeMinutes(FormView, MeetingMinutesView):
    """Agrees the minutes as their page showed them. If that changed meanwhile, the page comes back
    to be read again, and marks the cases that changed."""

    heading = _("Agree the minutes")
    form_class = AgreeForm

    def context(self) -> dict[str, Any]:
        minutes_to_agree(self.actor, self.kwargs["meeting_id"])
        return super().context()

    def submit(self, form: AgreeForm) -> str:
        meeting_id = self.kwargs["meeting_id"]
        hearing.agree_minutes(actor=self.actor, meeting_id=meeting_id, **form.values)
        return reverse("meeting_minutes", args=[meeting_id])

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        changed = form.stamps.changed(context["minutes"].stamps) if form.is_bound else ()
        return super().answer(context | {"changed": changed}, form, status=status)
