"""Copies of packs: the copy number, and the answer about a recalled copy."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings.models import Fate, WhyKept
from sharing.fields import Look
from sharing.forms.base import NamingForm, PortalForm

NUMBER = re.compile(r"\d{9}")


class FindCopyForm(NamingForm):
    """A copy number, with or without spaces. It is sent in a form, and is never part of an
    address."""

    number = forms.CharField(
        label=_("Copy number"),
        help_text=_("Nine digits, which stand across each page and at its foot"),
        max_length=20,
        error_messages={"required": _("Enter the copy number")},
    )

    looks = {"number": Look(label="s", width=10, autocomplete="off", spellcheck=False)}

    def clean_number(self) -> str:
        """Return the nine digits."""
        digits = re.sub(r"[\s-]", "", self.cleaned_data["number"])
        if not NUMBER.fullmatch(digits) or not digits.isascii():
            raise ValidationError(_("Enter all nine digits of the copy number"))
        return digits


class AnswerRecallForm(PortalForm):
    """The answer about a recalled copy."""

    fate = forms.ChoiceField(
        label=_("What became of your copy?"),
        choices=[
            (Fate.DESTROYED, _("It is destroyed, on paper and wherever the file was saved")),
            (Fate.KEPT, _("It must be kept")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what became of your copy")},
    )
    why_kept = forms.ChoiceField(
        label=_("Why must it be kept?"),
        help_text=_("Only where it is kept"),
        choices=WhyKept.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    looks = {"fate": Look(label="s"), "why_kept": Look(label="s")}
