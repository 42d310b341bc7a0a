"""Looking for a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.rules.find import is_no_date
from sharing.fields import Look
from sharing.forms.base import NamingForm


class FindForm(NamingForm):
    """The search text. It is sent in a form, and is never part of an address."""

    find = forms.CharField(
        label=_("Name, birth date or reference"),
        help_text=_("For example Tarn, 3 3 2004 or LM-7KQ4"),
        max_length=100,
        error_messages={
            "required": _("Enter a name, a birth date or a reference"),
            "real": _("The birth date must be a real date with a full year, like 27 3 1990"),
        },
    )

    looks = {"find": Look(label="s", width=20, autocomplete="off", spellcheck=False)}

    def clean_find(self) -> str:
        """Return the search text. A date that is none is nobody's birth date, and so no search."""
        typed: str = self.cleaned_data["find"]
        if is_no_date(typed):
            raise forms.ValidationError(self.fields["find"].error_messages["real"], code="real")
        return typed
