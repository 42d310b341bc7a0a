"""The filter of the trail, as in the address: identifiers and dates."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import GovDateField, Look
from sharing.forms.base import NamingForm, PortalForm
from sharing.queries.trail import Asked, Only, Turn

EVERYTHING = Asked()
Choices = list[tuple[str, str]]


class DaysForm(NamingForm):
    """Days and what happened: the filter of the actor's own trail."""

    start = GovDateField(label=_("From"), name=_("The first day"), required=False)
    end = GovDateField(label=_("To"), name=_("The last day"), required=False)
    only = forms.ChoiceField(
        label=_("What happened"), choices=Only.choices, required=False, widget=forms.RadioSelect
    )

    looks = {
        "only": Look(dense=True),
        "person": Look(width="full"),
        "agency": Look(width="full"),
    }

    def __init__(self, data: Any, *, usual: Asked = EVERYTHING) -> None:
        self.usual = usual
        asked = any(name.partition("-")[0] in self.base_fields for name in data)
        initial = {"start": usual.start, "end": usual.end, "only": ""}
        super().__init__(data if asked else None, initial=initial)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        start, end = given.get("start"), given.get("end")
        if "start" in given and "end" in given:
            if start and not end:
                self.add_error("end", _("Enter the last day"))
            elif end and not start:
                self.add_error("start", _("Enter the first day"))
            elif start and end and start > end:
                self.add_error("end", _("“To” must be the same as or after “From”"))
        return given

    @property
    def asked(self) -> Asked:
        """Return the filter; the usual one if there is none or it is wrong, and the usual days if
        none begin it."""
        if not self.is_bound or not self.is_valid():
            return self.usual
        given = self.cleaned_data
        days: tuple[date | None, date | None] = (given["start"], given["end"])
        start, end = days if given["start"] else (self.usual.start, self.usual.end)
        return Asked(
            start, end, self._identifier("person"), self._identifier("agency"), given["only"]
        )

    def _identifier(self, name: str) -> UUID | None:
        chosen = self.cleaned_data.get(name)
        return UUID(chosen) if chosen else None


class TrailForm(DaysForm):
    """The same with person and agency: the filter of the trail of an area or a case."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)

    field_order = ["start", "end", "person", "agency", "only"]

    def __init__(
        self, data: Any, *, people: Choices, agencies: Choices, usual: Asked = EVERYTHING
    ) -> None:
        super().__init__(data, usual=usual)
        person: Any = self.fields["person"]
        person.choices = [("", _("Everybody")), *people]
        agency: Any = self.fields["agency"]
        agency.choices = [("", _("All agencies")), *agencies]


def turn_of(data: Any) -> Turn:
    """Return the page of the trail that an address names."""
    return Turn.to(older=data.get("older", ""), newer=data.get("newer", ""))


class TrailOfCaseForm(PortalForm):
    """The reference of a case whose trail the safeguarding lead wants to read."""

    reference = forms.CharField(label=_("Reference of the case"), max_length=20)

    looks = {"reference": Look(width=10, autocomplete="off", spellcheck=False)}
