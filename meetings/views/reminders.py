"""The times at which the agencies of an area are reminded, and their people who are."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from meetings.forms.reminders import RemindersForm
from meetings.models import Protocol
from meetings.operations.protocols import set_reminders
from meetings.queries.area_rules import figures_of
from meetings.queries.reminders import reminders_to_set
from sharing.views.base import FormView


class SetReminders(FormView):
    template_name = "meetings/listing/reminders.html"
    form_class = RemindersForm

    @cached_property
    def protocol(self) -> Protocol | None:
        return reminders_to_set(self.actor)

    def form_values(self) -> dict[str, Any]:
        protocol = self.protocol
        standing = figures_of(protocol) | {"version": protocol.version} if protocol else {}
        return {"initial": {"version": 0} | standing}

    def context(self) -> dict[str, Any]:
        return {"protocol": self.protocol}

    def submit(self, form: RemindersForm) -> str:
        set_reminders(actor=self.actor, **form.values)
        messages.success(self.request, _("From today on, agencies are reminded so."))
        return reverse("meetings")
