"""The lawful bases on which an agency shares."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.bases import GROUPS, Law, bases_of_group
from sharing.fields import GovDateField, Look
from sharing.forms.base import VersionedForm


class BasesFields(VersionedForm):
    """The lawful bases of an agency, one field for each group of them."""

    other = forms.CharField(
        label=_("Another basis, in your own words (optional)"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, law: Law, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)
        self.groups = GROUPS[law]
        chosen = initial.get("bases", [])
        fields = {}
        for group in self.groups:
            label = group.label if group.needed else _("%s (optional)") % group.label
            fields[group.name] = forms.MultipleChoiceField(
                label=label,
                choices=group.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=bases_of_group(group, chosen),
            )
        self.fields = {**fields, **self.fields}
        self.looks = {one.name: Look(label="s", dense=True) for one in self.groups}
        self.looks["other"] = Look(width="full")

    @property
    def values(self) -> dict[str, Any]:
        """Return the cleaned values for an operation: the bases of all groups together."""
        values = super().values
        chosen = [code for group in self.groups for code in values.pop(group.name)]
        return values | {"bases": chosen}

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show the present values, by their groups."""
        bases = cast(list[str], theirs["bases"])
        theirs = theirs | {one.name: bases_of_group(one, bases) for one in self.groups}
        super().show_theirs(theirs, version)


class BasesForm(BasesFields):
    """The bases that an agency sets once for everything that it shares."""

    in_force_from = GovDateField(
        label=_("From"),
        name=_("The day from which this holds"),
        help_text=_("What your agency shared before keeps the bases of its day"),
        error_messages={"required": _("Enter the day from which this holds")},
    )
