"""Looking for a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import NamingForm


class FindForm(NamingForm):
    """The search text. It is sent in a form, and is never part of an address."""

    find = forms.CharField(
        label=_("Name, birth date or reference"),
        help_text=_("For example Tarn, 3 3 2004 or LM-7KQ4"),
        max_length=100,
        error_messages={"required": _("Enter a name, a birth date or a reference")},
    )

    looks = {"find": Look(label="s", width=20, autocomplete="off", spellcheck=False)}
