"""The reason for keeping a year of the trail, and for no longer keeping it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm

REASON = 1000  # characters


class HoldYearForm(PortalForm):
    reason = forms.CharField(
        label=_("Why has the year to be kept?"),
        help_text=_("An inquiry, a complaint or a court. No names, and nothing of a case."),
        max_length=REASON,
        widget=forms.Textarea,
        error_messages={"required": _("Enter why the year has to be kept")},
    )

    looks = {"reason": Look(rows=3)}


class LiftHoldForm(PortalForm):
    reason = forms.CharField(
        label=_("Why need it not be kept any longer?"),
        help_text=_("Whom you asked. No names, and nothing of a case."),
        max_length=REASON,
        widget=forms.Textarea,
        error_messages={"required": _("Enter why it need not be kept any longer")},
    )

    looks = {"reason": Look(rows=3)}


class EndYearForm(PortalForm):
    sure = forms.BooleanField(
        label=_("The events of this year are to be destroyed for good"),
        error_messages={"required": _("Say that the events of this year are to be destroyed")},
    )
