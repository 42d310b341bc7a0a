"""The forms of the actor's own account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm


class KeptCodesForm(PortalForm):
    kept = forms.BooleanField(
        label=_("I have put them where only I can get at them"),
        error_messages={"required": _("Keep the recovery codes, then tick the box")},
    )

    looks = {"kept": Look(small=True)}
