"""Signing in, and setting a password by a link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import NamingForm


class SignInForm(NamingForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autofocus": True}),
        error_messages={"required": _("Enter your e-mail address")},
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput,
        strip=False,
        max_length=200,
        error_messages={"required": _("Enter your password")},
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    looks = {
        "email": Look(autocomplete="username", spellcheck=False, autocapitalize="none"),
        "password": Look(autocomplete="current-password"),
    }


class PasswordForm(NamingForm):
    password = forms.CharField(
        label=_("New password"),
        help_text=_(
            "At least 15 characters: several words that have nothing to do with each other"
        ),
        widget=forms.PasswordInput,
        strip=False,
        max_length=200,
        error_messages={"required": _("Enter a new password")},
    )
    again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput,
        strip=False,
        max_length=200,
        error_messages={"required": _("Enter the same password again")},
    )

    looks = {
        "password": Look(autocomplete="new-password"),
        "again": Look(autocomplete="new-password"),
    }

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords are not the same"))
        return again
