"""Who observes a meeting: admitted from its page, and taken back there."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.forms.hearing import ObserverForm
from meetings.operations import hearing
from meetings.queries.hearing import (
    agencies_that_signed,
    observer_to_take_back,
    observers_page,
)
from meetings.views.hearing.meeting import MeetingStep
from sharing.forms.base import PortalForm
from sharing.views.base import FormView


class Observers(FormView):
    """The observers of a meeting, and one more."""

    heading = gettext_lazy("Admit an observer")
    template_name = "meetings/hearing/observers.html"
    form_class = ObserverForm

    def context(self) -> dict[str, Any]:
        page = observers_page(self.actor, self.kwargs["meeting_id"])
        return {"page": page, "meeting": page.meeting}

    def form_values(self) -> dict[str, Any]:
        return {"agencies": agencies_that_signed(self.actor)}

    def submit(self, form: ObserverForm) -> str:
        admission = hearing.admit_observer(
            actor=self.actor, meeting_id=self.kwargs["meeting_id"], **form.values
        )
        held = admission.membership
        words = _(
            "%(name)s is admitted. They are told by mail: that they may come, and nothing else."
        )
        messages.success(self.request, words % {"name": held.invited_as or held.user.name})
        return reverse("observers", args=[self.kwargs["meeting_id"]])


class TakeBackObserver(MeetingStep):
    heading = gettext_lazy("Take back an observer")
    words = gettext_lazy("Take it back")

    def subject(self) -> str:
        return observer_to_take_back(self.actor, **self.kwargs)

    def context(self) -> dict[str, Any]:
        context = super().context()
        admission_id = self.kwargs["admission_id"]
        name = observer_to_take_back(self.actor, context["meeting"].pk, admission_id)
        about = _(
            "%(name)s may not come any more: from now on their account opens nothing of this"
            " meeting."
        )
        return context | {"about": about % {"name": name}}

    def submit(self, form: PortalForm) -> str:
        hearing.take_back_observer(
            actor=self.actor,
            meeting_id=self.kwargs["meeting_id"],
            admission_id=self.kwargs["admission_id"],
        )
        return reverse("observers", args=[self.kwargs["meeting_id"]])
