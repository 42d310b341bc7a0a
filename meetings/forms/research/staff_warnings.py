"""A warning for front-line staff, and the reason for its end."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models.staff_warning import LONGEST
from meetings.queries.people import Heard
from sharing.fields import Look
from sharing.forms.base import PortalForm


class WarningForm(PortalForm):
    """The warning for staff, and the person whom it is about."""

    text = forms.CharField(
        label=_("What must staff know before they meet them?"),
        help_text=_(
            "One line that any agency can put into its own system. Say what to do, not how you"
            " know: visit in pairs; a dog that bites; meet at the office."
        ),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": _("Say what staff must know")},
    )
    about = forms.TypedChoiceField(
        label=_("Whom is it about?"),
        coerce=UUID,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    looks = {"text": Look(label="s", rows=3), "about": Look(label="s", dense=True)}

    def __init__(self, *args: Any, people: Iterable[Heard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.id), one.party.full_name) for one in people]
        self.offer("about", [*named, ("", _("Whoever is met at the address"))])


class EndWarningForm(PortalForm):
    why = forms.CharField(
        label=_("Why is it over?"),
        help_text=_("Every agency that reads the warning reads this too."),
        max_length=LONGEST,
        error_messages={"required": _("Say why it is over")},
    )

    looks = {"why": Look(label="s", width="full")}
