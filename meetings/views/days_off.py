"""The days on which the area does not work."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.forms.areas import HOLIDAYS
from meetings.forms.days_off import DayOffForm
from meetings.operations.protocols import say_of_day
from meetings.queries.days_off import days_off_to_set
from sharing.views.base import FormView


class SetDaysOff(FormView):
    template_name = "meetings/listing/days_off.html"
    form_class = DayOffForm

    def context(self) -> dict[str, Any]:
        page = days_off_to_set(self.actor)
        return {"page": page, "country": dict(HOLIDAYS)[page.area.holidays]}

    def submit(self, form: DayOffForm) -> str:
        say_of_day(actor=self.actor, **form.values)
        messages.success(self.request, _("What is due is reckoned so from now on."))
        return reverse("set_days_off")
