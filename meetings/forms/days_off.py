"""A day on which the area is closed, or works though it is a bank holiday."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.rules.days_off import OnDay
from sharing.fields import GovDateField, Look
from sharing.forms.base import PortalForm


class DayOffForm(PortalForm):
    day = GovDateField(
        label=_("Which day?"),
        name=_("The day"),
        error_messages={"required": _("Enter the day")},
    )
    said = forms.TypedChoiceField(
        label=_("What holds for it?"),
        coerce=OnDay,
        choices=[
            (OnDay.CLOSED, _("The area is closed")),
            (OnDay.WORKED, _("The area works, though it is a bank holiday")),
            (OnDay.USUAL, _("Neither: take back what was said of it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what holds for the day")},
    )

    looks = {"day": Look(label="s"), "said": Look(label="s")}

    @property
    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        return {name: self.cleaned_data[name] for name in ("day", "said")}
