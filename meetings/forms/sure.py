"""A question that is asked once more before an operation is done."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from sharing.fields import Words
from sharing.forms.base import PortalForm


def sure_field(label: Words) -> forms.BooleanField:
    return forms.BooleanField(label=label, widget=forms.HiddenInput, required=False)


class SureForm(PortalForm):
    """A form that asks whether something unusual is meant, if the operation raises an error at
    `sure`. The answer counts only for the values that were asked about."""

    asked = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = sure_field("")

    asked_about: tuple[str, ...]  # the fields

    def add_error(self, field: str | None, error: Any) -> None:
        """Add the error. If the value is only unusual, ask whether it is meant."""
        if field == "sure":
            data = cast(QueryDict, self.data).copy()
            data["asked"] = self._typed
            data.pop("sure", None)
            self.data = data
            self.fields["sure"].widget = forms.CheckboxInput()
        super().add_error(field, error)

    @property
    def sure_of_it(self) -> bool:
        """Return whether the person said that exactly this is meant."""
        return self.cleaned_data["asked"] == self._typed and self.cleaned_data["sure"]

    @property
    def _typed(self) -> str:
        return " ".join(f"{self.cleaned_data[name]}" for name in self.asked_about)
