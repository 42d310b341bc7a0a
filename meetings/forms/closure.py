"""What an end of a case must say."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import GovDateField, Look, Words
from sharing.forms.base import PortalForm


def reason_field(help_text: Words) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=help_text,
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": _("Enter the reason")},
    )


def area_field(label: Words) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=100, error_messages={"required": _("Enter the other area")}
    )


class WithdrawForm(PortalForm):
    reason = reason_field(_("Everybody who may read the case will see it."))

    looks = {"reason": Look(label="s", rows=4)}


class RightAreaForm(PortalForm):
    area_name = area_field(_("Area that it belongs to"))
    reason = reason_field(_("For example, that the victim lives there, and how it was sent."))

    looks = {"area_name": Look(label="s", width="two-thirds"), "reason": Look(label="s", rows=4)}


class DeathForm(PortalForm):
    """Who of the case died, when, and how that is known."""

    parties = forms.TypedMultipleChoiceField(
        label=_("Who died?"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say who died")},
    )
    happened_on = GovDateField(label=_("Date of death"), name=_("Date of death"))
    reason = forms.CharField(
        label=_("How is it known?"),
        help_text=_("Who told whom. Not how the person died: that is for the review."),
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": _("Say how it is known")},
    )

    looks = {
        "parties": Look(label="s"),
        "happened_on": Look(label="s"),
        "reason": Look(label="s", rows=3),
    }

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("parties", people)
