"""The choice of a membership to act under."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm
from sharing.models import Membership


class MembershipForm(PortalForm):
    membership = forms.ChoiceField(
        label=_("Act as"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose as what you act")},
    )

    def __init__(self, *args: Any, memberships: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("membership", [(str(one.pk), one.get_role_display()) for one in memberships])
        self.looks = {
            "membership": Look(
                label="l",
                page_heading=True,
                hints={
                    str(one.pk): f"{one.agency.name}, {one.agency.area.name}" for one in memberships
                },
            )
        }
