"""Codes of the second factor."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import NamingForm, PortalForm

DIGITS = 6
CODE = Look(
    autocomplete="one-time-code",
    inputmode="numeric",
    spellcheck=False,
    classes="app-code",
)


class SixDigits(forms.CharField):
    """A code of six digits. Spaces from pasting are removed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("6-digit code"), error_messages={"required": _("Enter the code")}, **kwargs
        )

    def to_python(self, value: object) -> str:
        code = re.sub(r"\s", "", super().to_python(value) or "")
        if code and not (code.isascii() and code.isdigit() and len(code) == DIGITS):
            raise forms.ValidationError(_("The code is 6 digits, like 123456"))
        return code


class CodeForm(NamingForm):
    code = SixDigits(
        help_text=_("It changes every 30 seconds. Each code works once."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )

    looks = {"code": CODE}


class RecoveryCodeForm(NamingForm):
    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("One of the ten that you kept when you set up your second factor."),
        max_length=60,
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": _("Enter a recovery code")},
    )

    looks = {"code": Look(autocomplete="off", spellcheck=False, autocapitalize="characters")}


class SetUpForm(PortalForm):
    code = SixDigits()
    kept = forms.BooleanField(
        label=_("I have put them where only I can get at them"),
        error_messages={"required": _("Keep the recovery codes, then tick the box")},
    )

    looks = {"code": CODE, "kept": Look(small=True)}
