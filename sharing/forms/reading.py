"""The reason for opening a case that is on none of the reader's lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm
from sharing.reasons import WhyOpened

REASON = 500  # characters


class ReasonForm(PortalForm):
    choice = forms.ChoiceField(
        label=_("Why do you open it?"),
        choices=WhyOpened.choices,
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
        if given.get("choice") == WhyOpened.OTHER and not given.get("words"):
            self.add_error("words", _("Enter why you open it"))
        return given
