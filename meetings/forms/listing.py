"""When an area meets, and which case goes to which meeting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.rules.working_days import moment
from sharing.fields import GovDateField, Look
from sharing.forms.base import PortalForm

MOST = 12  # meetings planned at once
Meetings = Sequence[tuple[UUID, str, str]]  # identifier, day, what to know


class PlanForm(PortalForm):
    count = forms.TypedChoiceField(
        label=_("How many"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST + 1)],
        initial=6,
        error_messages={"required": _("Select how many meetings are planned")},
    )


class AddMeetingForm(PortalForm):
    """A meeting beside the pattern, on any day."""

    on = GovDateField(
        label=_("Day"),
        help_text=_("For example, 27 3 2026"),
        name=_("The day of the meeting"),
        error_messages={"required": _("Enter the day of the meeting")},
    )
    at = forms.TimeField(
        label=_("Time"),
        help_text=_("For example, 09:30"),
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={
            "required": _("Enter the time of the meeting"),
            "invalid": _("Time must be hours and minutes, like 09:30"),
        },
    )
    place = forms.CharField(
        label=_("Place"),
        help_text=_("Left empty, it is the usual place of this area."),
        max_length=200,
        required=False,
    )

    looks = {"on": Look(label="s"), "at": Look(label="s", width=5), "place": Look(label="s")}

    @property
    def starts_at(self) -> datetime:
        return moment(self.cleaned_data["on"], self.cleaned_data["at"])


class MoveForm(PortalForm):
    """One case a place earlier or later; no case means cases with children first."""

    # Sent by the buttons of the list.
    move = forms.RegexField(r"^(up|down):[0-9a-f-]{36}$|^children$", widget=forms.HiddenInput)

    @property
    def case_id(self) -> UUID | None:
        _way, _colon, case_id = self.cleaned_data["move"].partition(":")
        return UUID(case_id) if case_id else None

    @property
    def way(self) -> str:
        return self.cleaned_data["move"].partition(":")[0]


class MeetingField(forms.TypedChoiceField):
    """One of the meetings shown. One that is no longer shown, as after a double post, is left
    to the operation, which knows why."""

    def valid_value(self, value: Any) -> bool:
        return True


def meeting_field() -> MeetingField:
    return MeetingField(
        label=_("Meeting"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a meeting"),
            "invalid_choice": _("Choose one of the meetings shown"),
        },
    )


class ToMeetingForm(PortalForm):
    """A form whose field `chosen` is one of the meetings that take cases."""

    chosen: str

    def __init__(self, *args: Any, meetings: Meetings = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(self.chosen, [(str(pk), day) for pk, day, _says in meetings])
        hints = {str(pk): says for pk, _day, says in meetings}
        self.looks = {
            self.chosen: Look(label="s", hints=hints, dense=True),
            "reason": Look(label="s", rows=4),
        }


class ListForm(ToMeetingForm):
    """The meeting on which a case is put."""

    chosen = "meeting_id"
    meeting_id = meeting_field()


class DeferForm(ToMeetingForm):
    """The later meeting for which a case waits, and why."""

    chosen = "to_meeting_id"
    to_meeting_id = meeting_field()
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody who may read the case will see it."),
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": _("Give the reason")},
    )
