"""A wall for a conflict of interest."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm
from sharing.models import Conflict


class ConflictForm(PortalForm):
    user_id = forms.ChoiceField(
        label=_("Who"),
        choices=[],
        error_messages={"required": _("Select who has the conflict of interest")},
    )
    kind = forms.ChoiceField(
        label=_("Does the person know?"),
        choices=Conflict.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether the person knows of it")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Read by coordinator, chair and safeguarding lead alone."),
        max_length=2000,
        widget=forms.Textarea,
    )

    looks = {"kind": Look(dense=True), "reason": Look(rows=3), "user_id": Look(width="full")}

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("user_id", [("", _("Choose a person")), *people])

    @property
    def values(self) -> dict[str, Any]:
        given = super().values
        return given | {"user_id": UUID(given["user_id"])}
