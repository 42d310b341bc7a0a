"""The draft that somebody of the agency goes on with."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from meetings.queries.drafts_to_take_over import DraftToTakeOver
from sharing.fields import Look
from sharing.forms.base import PortalForm


class TakeOverForm(PortalForm):
    case_id = forms.TypedChoiceField(
        label=_("Which draft do you take over?"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a draft")},
    )

    looks = {"case_id": Look(label="s")}

    def __init__(self, *args: Any, drafts: Iterable[DraftToTakeOver], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("case_id", [(str(one.case_id), _said(one)) for one in drafts])


def _said(draft: DraftToTakeOver) -> str:
    begun = date_format(localtime(draft.begun_at), "j F Y")
    if draft.left_until is None:
        return str(_("%(reference)s, begun on %(begun)s")) % {
            "reference": draft.reference,
            "begun": begun,
        }
    return str(_("%(reference)s, begun on %(begun)s: will be thrown away on %(day)s")) % {
        "reference": draft.reference,
        "begun": begun,
        "day": date_format(draft.left_until, "j F Y"),
    }
