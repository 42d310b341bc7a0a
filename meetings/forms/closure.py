"""The forms for each end of a case."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.listing import CaseForm
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


class ExitForm(CaseForm):
    """A way out for a case in the state that was shown."""

    about = _("Case")
    again = _("Sent again, it is done from where the case stands now.")


class CompleteForm(ExitForm):
    done = _("Actions complete")


class WithdrawForm(ExitForm):
    done = _("Withdraw the case")
    reason = reason_field(_("Everybody who may read the case will see it."))

    looks = {"reason": Look(label="s", rows=4)}


class RightAreaForm(ExitForm):
    done = _("Send to the right area")
    area_name = area_field(_("Area that it belongs to"))
    reason = reason_field(_("For example, that the victim lives there, and how it was sent."))

    looks = {"area_name": Look(label="s", width="two-thirds"), "reason": Look(label="s", rows=4)}


class DeathForm(ExitForm):
    """The person of the case who died, the day, and how that is known."""

    done = _("Put the case on hold")

    parties = forms.TypedMultipleChoiceField(
        label=_("Who died?"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say who died")},
    )
    happened_on = GovDateField(happened=True, label=_("Date of death"), name=_("Date of death"))
    reason = forms.CharField(
        label=_("How is it known?"),
        help_text=_("Who told whom. Not how the person died: that is for the review."),
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": _("Say how it is known")},
    )
    checked = forms.BooleanField(
        label=_("I have checked who died and when, and that the case is to be put on hold"),
        help_text=_("From then on nobody can change it. To take it back needs two people."),
        error_messages={"required": _("Check who died and when, then tick the box")},
    )

    # Asked only if a victim died before the incident.
    sure = forms.BooleanField(
        label=_("The date of death is right: the incident was not on that day"),
        widget=forms.HiddenInput,
        required=False,
    )

    # The other of the two dates, asked then too.
    incident_on = GovDateField(
        happened=True,
        label=_("Or the incident was on another day"),
        name=_("The date of the incident"),
        required=False,
    )

    looks = {
        "parties": Look(label="s"),
        "incident_on": Look(label="s"),
        "happened_on": Look(label="s"),
        "reason": Look(label="s", rows=3),
        "checked": Look(small=True),
        "sure": Look(small=True),
    }

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("parties", people)
        self._incident_on = self.fields["incident_on"]
        if "incident_on-day" not in self.data:
            del self.fields["incident_on"]

    def add_error(self, field: str | None, error: Any) -> None:
        """Add the error. If the dates do not fit, ask which of them is right."""
        if field == "sure":
            self.fields["sure"].widget = forms.CheckboxInput()
            self.fields["incident_on"] = self._incident_on
        super().add_error(field, error)

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "checked"}


class TakeBackDeathForm(PortalForm):
    """The reason why a death was recorded in error."""

    reason = reason_field(_("What was recorded in error, and how it is known."))

    looks = {"reason": Look(label="s", rows=4)}


class SecondOnDeathForm(PortalForm):
    """The decision of the second person."""

    agrees = forms.TypedChoiceField(
        label=_("Was the death recorded in error?"),
        coerce=lambda chosen: chosen == "yes",
        choices=[
            ("yes", _("Yes: it is taken back, and the case goes on")),
            ("no", _("No: the case stays on hold")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the death was recorded in error")},
    )
    reason = forms.CharField(
        label=_("Why it stays on hold"), widget=forms.Textarea, max_length=2000, required=False
    )

    looks = {
        "agrees": Look(label="s", reveals={"no": ["reason"]}),
        "reason": Look(label="s", rows=4),
    }
