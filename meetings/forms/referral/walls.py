"""The people who must not see a referral."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm


class KeepFromForm(PortalForm):
    user_id = forms.ChoiceField(
        label=_("Who must not see this referral"),
        choices=[],
        error_messages={"required": _("Select who must not see it")},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_(
            "For example: brother of the perpetrator. Read by coordinator, chair and safeguarding"
            " lead alone."
        ),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Enter why they must not see it")},
    )

    looks = {"reason": Look(rows=3), "user_id": Look(width="full")}

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("user_id", [("", _("Choose a person")), *people])

    @property
    def values(self) -> dict[str, Any]:
        given = super().values
        return given | {"user_id": UUID(given["user_id"])}
