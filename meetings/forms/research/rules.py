"""The area's rules of research."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import MergedForm, VersionedForm
from sharing.models import Agency, WhoMayRead


class CoreAgenciesForm(VersionedForm):
    """The agencies that are asked about every case."""

    agencies = forms.TypedMultipleChoiceField(
        label=_("Which agencies are asked about every case?"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one agency")},
    )

    looks = {"agencies": Look(label="s")}

    def __init__(self, *args: Any, known: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = list(known)
        self.offer("agencies", [(str(one.pk), one.name) for one in agencies])
        self.fields["agencies"].initial = [str(one.pk) for one in agencies if one.core]


class ResearchRulesForm(MergedForm):
    """The default choices of a new item, and whether files are taken."""

    default_reading = forms.ChoiceField(
        label=_("Who may read a new item, unless its writer chooses otherwise?"),
        choices=[("", _("Nothing is chosen: the writer is asked")), *WhoMayRead.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    takes_files = forms.BooleanField(
        label=_("Agencies may attach files to their research"), required=False
    )

    takes_unscanned = forms.BooleanField(
        label=_("Take files also while the virus scanner does not answer"),
        help_text=_(
            "Nobody outside the agency that attached one can open it until it was scanned. Found "
            "harmful, it is taken back."
        ),
        required=False,
    )

    looks = {
        "default_reading": Look(
            label="s",
            hints={
                WhoMayRead.SPOKEN: _(
                    "As where research stays in the agency and is said in the room"
                )
            },
        ),
    }
