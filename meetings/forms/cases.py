"""The filter of cases, from the address."""

from typing import Any

from django import forms

from sharing.forms.base import NamingForm


class CasesForm(NamingForm):
    show = forms.CharField(required=False)
    page = forms.IntegerField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def values(self) -> dict[str, Any]:
        """Return what was asked for; what makes no sense is left out."""
        given = self.cleaned_data
        return {"wanted": given.get("show") or "", "page": given.get("page") or 1}
