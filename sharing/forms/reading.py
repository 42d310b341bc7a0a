"""Why somebody opens a case that is on none of their lists."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm

REASON = 500  # characters


class Why(TextChoices):
    CONTACT = "contact", _("Somebody in the case is in contact with us now")
    NEWS = "news", _("There is a new incident, referral or concern")
    ASKED = "asked", _("Another agency asked us about the case")
    RECORDS = "records", _("To check or complete what we hold on record")
    REVIEW = "review", _("Supervision, a complaint or a review of practice")
    OTHER = "other", _("Something else")


class ReasonForm(PortalForm):
    choice = forms.ChoiceField(
        label=_("Why do you open it?"),
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select why you open it")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("No names. Whoever reads the trail may ask you about it."),
        max_length=REASON,
        required=False,
    )

    looks = {"words": Look(width="full")}

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("choice") == Why.OTHER and not given.get("words"):
            self.add_error("words", _("Enter why you open it"))
        return given
