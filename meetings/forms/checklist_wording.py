"""The wording in which an area asks the subjects of the risk checklist."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meetings.rules.checklist import SUBJECTS
from sharing.fields import Look
from sharing.forms.base import MergedForm

LONGEST = 300  # characters


class ChecklistWordingForm(MergedForm):
    checklist_licence = forms.CharField(
        label=_("By whose leave the area uses words of its own"),
        help_text=_(
            "Who gave the licence, for which text and until when. Published questions are copyright"
        ),
        max_length=200,
        required=False,
    )

    looks = {"checklist_licence": Look(label="s")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (code, label) in enumerate(SUBJECTS.items(), 1):
            self.fields[code] = forms.CharField(
                label=format_lazy("{number}. {label}", number=number, label=label),
                max_length=LONGEST,
                required=False,
            )

    @property
    def subjects(self) -> list[forms.BoundField]:
        """Return the fields of the subjects, in order."""
        return [self[code] for code in SUBJECTS]

    @property
    def values(self) -> dict[str, Any]:
        """Return what the operation takes: the words by subject."""
        given = super().values
        wording = {code: given.pop(code) for code in SUBJECTS}
        return given | {"wording": wording}

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show what stands now of each subject for itself."""
        wording = cast(Mapping[str, object], theirs["checklist_wording"])
        super().show_theirs(theirs | {**wording}, version)
