"""The whole list, answered at once."""

from collections import defaultdict
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.forms.research.searched import searched_field
from meetings.models import ResearchAnswer
from sharing.differences import compare
from sharing.fields import Look
from sharing.forms.base import PortalForm


class PairsField(forms.Field):
    """Pairs of a case and something of it, each sent as "case:something"."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"invalid": _("Load the page again: it was sent in part only")}

    def to_python(self, value: Any) -> list[tuple[UUID, str]]:
        try:
            parts = [str(one).split(":", 1) for one in value or [] if one]
            return [(UUID(case), what) for case, what in parts]
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"]) from None


class ListForm(PortalForm):
    """The whole list: who is known, which cases cannot be checked yet, what was searched."""

    shown = PairsField(required=False)
    known = PairsField(label=_("Known to us"), required=False)
    check_by = PairsField(label=_("Cannot check yet"), required=False)
    searched = searched_field()
    confirmed = forms.BooleanField(widget=forms.HiddenInput, required=False)

    # Whether nobody was ticked, and nobody has said yet that this is meant.
    unconfirmed = False
    looks = {"searched": Look(label="s")}
    again = _("What a colleague answered stands; sent again, the rest is answered.")

    def clean(self) -> dict[str, Any]:
        try:
            self._known = _people(self.cleaned_data.get("known", []))
            self._looked_up = _people(self.cleaned_data.get("shown", []))
            until = self.cleaned_data.get("check_by", [])
            self._not_yet = {case: date.fromisoformat(day) for case, day in until}
        except ValueError:
            raise forms.ValidationError(PairsField.default_error_messages["invalid"]) from None
        nothing = not any((*self._known.values(), self._not_yet, self.cleaned_data["confirmed"]))
        if nothing and self._looked_up and not self.errors:
            self.unconfirmed = True
            self.add_error(None, self.nobody)
        return self.cleaned_data

    @property
    def nobody(self) -> str:
        """Return what an untouched list says if it is submitted."""
        number = len(self._looked_up)
        return ngettext(
            "You have ticked nobody: %(number)s case will be answered “not known to us”",
            "You have ticked nobody: all %(number)s cases will be answered “not known to us”",
            number,
        ) % {"number": number}

    @property
    def values(self) -> dict[str, Any]:
        return {
            "known": self._known,
            "not_yet": self._not_yet,
            "looked_up": self._looked_up,
            "searched": self.cleaned_data["searched"],
        }

    @property
    def ticked(self) -> list[str]:
        """Return what was sent as known, to be ticked again."""
        return cast(QueryDict, self.data).getlist("known") if self.is_bound else []

    @property
    def chosen(self) -> list[str]:
        """Return the days that were sent, to be chosen again."""
        return cast(QueryDict, self.data).getlist("check_by") if self.is_bound else []

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show what a colleague answered meanwhile; the rest stays as it was ticked."""
        self.overtaken = True
        answered = cast(list[tuple[UUID, str, str]], theirs["shown"])
        self.differences = [
            compare(reference, str(ResearchAnswer(answer).label), self._answered(case_id))
            for case_id, reference, answer in answered
        ]

    def _answered(self, case_id: UUID) -> str:
        """Return what was sent of a case, in words."""
        if self._known.get(case_id):
            return str(ResearchAnswer.KNOWN.label)
        later = case_id in self._not_yet
        return str((ResearchAnswer.NOT_YET if later else ResearchAnswer.NOT_KNOWN).label)


def _people(pairs: list[tuple[UUID, str]]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for case, person in pairs:
        found[case] |= {UUID(person)} if person else set()
    return dict(found)
