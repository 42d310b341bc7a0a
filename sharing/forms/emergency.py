"""Forms for opening a case in an emergency, and for the finding of its review."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm
from sharing.forms.second_factor import CODE, SixDigits
from sharing.models import EmergencyAccess

REFERENCE = 20  # characters, with what people add to it
REASON = 1000
SENTENCE = 20  # characters; fewer tell the reviewer nothing


class EmergencyForm(PortalForm):
    reference = forms.CharField(
        label=_("Reference of the case"),
        help_text=_("As it was told to you, like LM-4K7T"),
        max_length=REFERENCE,
        error_messages={"required": _("Enter the reference of the case")},
    )
    why = forms.CharField(
        label=_("What is the emergency, and what do you need the case for?"),
        help_text=_("Coordinator and safeguarding lead read it today."),
        min_length=SENTENCE,
        max_length=REASON,
        widget=forms.Textarea,
        error_messages={
            "required": _("Enter what the emergency is"),
            "min_length": _("Enter in a sentence what the emergency is and what you need"),
        },
    )
    code = SixDigits(
        help_text=_(
            "From your authenticator app. Each code works once: after signing in, wait for the next."
        )
    )

    def forget_code(self) -> None:
        """Ask for another code: the one that was sent is used up, right or wrong."""
        data = cast(QueryDict, self.data).copy()
        data["code"] = ""
        self.data = data

    looks = {
        "reference": Look(width=10, autocomplete="off", spellcheck=False),
        "why": Look(rows=3),
        "code": CODE,
    }


class ReviewForm(PortalForm):
    outcome = forms.ChoiceField(
        label=_("Was it right to open it?"),
        choices=EmergencyAccess.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it was right to open it")},
    )
    words = forms.CharField(
        label=_("What did you find, and whom did you ask?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Enter what you found")},
    )

    looks = {
        "outcome": Look(
            hints={
                EmergencyAccess.Outcome.MISTAKE: _("The case is open to them no longer"),
                EmergencyAccess.Outcome.CONCERN: _("The case is open to them no longer"),
            }
        ),
        "words": Look(rows=4),
    }
