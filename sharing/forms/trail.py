"""What somebody wants to see of the trail."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.fields import GovDateField, Look
from sharing.forms.base import NamingForm, PortalForm
from sharing.queries.trail import DAYS, Asked

ONLY = [("", _("Everything")), ("changes", _("Changes only")), ("refused", _("Refused only"))]


class OnlyForm(NamingForm):
    """Which events and which page of them, from the address."""

    only = forms.ChoiceField(choices=ONLY, required=False)
    page = forms.IntegerField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1

    @property
    def chosen(self) -> str:
        return self.cleaned_data.get("only") or ""


class TrailForm(NamingForm):
    """Days, a person, and whether only changes or refusals: the filter of the lead's list."""

    start = GovDateField(
        label=_("From"),
        name=_("The first day"),
        error_messages={"required": _("Enter the first day")},
    )
    end = GovDateField(
        label=_("To"), name=_("The last day"), error_messages={"required": _("Enter the last day")}
    )
    person = forms.ChoiceField(label=_("Person"), required=False)
    only = forms.ChoiceField(
        label=_("What happened"), choices=ONLY, required=False, widget=forms.RadioSelect
    )

    looks = {"only": Look(dense=True), "person": Look(width="full")}

    def __init__(self, data: Any = None, *, people: list[tuple[str, str]]) -> None:
        today = clock.today()
        days = {"start": today - timedelta(days=DAYS - 1), "end": today, "only": ""}
        super().__init__(data, initial=days)
        self.offer("person", [("", _("Everybody")), *people])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("start") and given.get("end") and given["start"] > given["end"]:
            self.add_error("end", _("“To” must be the same as or after “From”"))
        return given

    @property
    def asked(self) -> Asked:
        """Return what was asked for, the last days where nothing or something wrong was."""
        if not self.is_bound or not self.is_valid():
            return Asked.last_days()
        given = self.cleaned_data
        person = UUID(given["person"]) if given["person"] else None
        return Asked(given["start"], given["end"], person, given["only"])


class TrailOfCaseForm(PortalForm):
    """The reference of a case whose trail the safeguarding lead wants to read."""

    reference = forms.CharField(label=_("Reference of the case"), max_length=20)

    looks = {"reference": Look(width=10, autocomplete="off", spellcheck=False)}
