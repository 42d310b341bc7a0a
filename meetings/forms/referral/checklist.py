"""The risk checklist: one row for each of 24 subjects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from meetings.models import Answer
from meetings.rules.checklist import SUBJECTS
from sharing.fields import GovDateField, Look
from sharing.forms.base import MergedForm


@dataclass(frozen=True)
class Row:
    number: int
    field: BoundField


class ChecklistForm(MergedForm):
    assessed_on = GovDateField(
        happened=True,
        label=_("Date of the checklist"),
        name=_("The date of the checklist"),
        error_messages={"required": _("Enter the date of the checklist")},
    )
    source = forms.CharField(
        label=_("Source, if not the victim"),
        help_text=_("For example: police officer, relative, what I saw myself"),
        max_length=200,
        required=False,
    )
    tool = forms.CharField(
        label=_("Tool"),
        max_length=40,
        initial="DASH",
        error_messages={"required": _("Enter the tool, like DASH")},
    )
    tool_version = forms.CharField(
        label=_("Version"), max_length=40, initial="2009", required=False
    )
    comment = forms.CharField(
        label=_("Comment, or why subjects have no answer"),
        widget=forms.Textarea,
        max_length=4000,
        required=False,
    )

    def __init__(self, *args: Any, labels: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = {
            "tool": Look(width=10),
            "tool_version": Look(width=10),
            "comment": Look(rows=4),
        }
        for code in SUBJECTS:
            self.fields[code] = forms.ChoiceField(
                label=(labels or {}).get(code, str(SUBJECTS[code])),
                choices=Answer.choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.looks[code] = Look(
                dense=True, inline=True, fieldset=False, labelled_by=f"subject-{code}"
            )

    @property
    def rows(self) -> list[Row]:
        """Return the subjects in order, numbered."""
        return [Row(number, self[code]) for number, code in enumerate(SUBJECTS, 1)]

    @property
    def values(self) -> dict[str, Any]:
        """Return the given answers for the operation, by subject."""
        given = super().values
        answers = {code: given.pop(code) for code in SUBJECTS}
        return given | {"answers": {code: said for code, said in answers.items() if said}}
