"""The days of an area's meetings, and the meeting of each case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.sure import SureForm, sure_field
from meetings.models import Stage
from meetings.rules.working_days import moment
from sharing.differences import compare
from sharing.fields import GovDateField, Look, Words
from sharing.forms.base import PortalForm, VersionedForm

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


class AddMeetingForm(SureForm):
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

    sure = sure_field(_("Hold it on this day all the same"))
    asked_about = ("on", "at")

    looks = {"on": Look(label="s"), "at": Look(label="s", width=5), "place": Look(label="s")}

    @property
    def starts_at(self) -> datetime:
        return moment(self.cleaned_data["on"], self.cleaned_data["at"])


class MoveForm(PortalForm):
    """Moves one case a place earlier or later; without a case, cases with children first."""

    # Sent by the buttons of the list.
    move = forms.RegexField(r"^(up|down):[0-9a-f-]{36}$|^children$", widget=forms.HiddenInput)
    # The mark of the order that the page showed; a page without one showed none that counts.
    order = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def case_id(self) -> UUID | None:
        _way, _colon, case_id = self.cleaned_data["move"].partition(":")
        return UUID(case_id) if case_id else None

    @property
    def way(self) -> str:
        return self.cleaned_data["move"].partition(":")[0]


class MeetingField(forms.TypedChoiceField):
    """One of the meetings shown. A meeting that is no longer shown, as after a double post, is left
    to the operation, which knows the reason."""

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


class CaseForm(VersionedForm):
    """A change to a case in the state that was shown. If somebody else moved it meanwhile, it stays
    where they put it."""

    about: Words = _("Meeting")
    done: Words = ""  # what is done with it

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show the present place of the case beside the chosen one."""
        super().show_theirs(theirs, version)
        stands = compare(str(self.about), str(theirs["stands"]), self.in_short())
        self.differences = [stands, *self.differences]

    def in_short(self) -> str:
        """Return the choice in words."""
        return str(self.done)


class TakeOffForm(CaseForm):
    done = _("Take off the meeting")
    again = _("Sent again, it comes off the meeting that it is on now.")


class ToMeetingForm(CaseForm):
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

    def in_short(self) -> str:
        return self.in_words(self.chosen, str(self.cleaned_data[self.chosen]))


class ListForm(ToMeetingForm):
    """The meeting that takes a case."""

    chosen = "meeting_id"
    meeting_id = meeting_field()

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        super().show_theirs(theirs, version)
        if theirs["stage"] != Stage.ACCEPTED:
            self.gone = _(
                "Nothing was overwritten: the case stays where they put it. From one meeting to "
                "another it is moved with a reason."
            )


class CallOffForm(PortalForm):
    """The reason for calling off a meeting, and where its cases go, however many there are."""

    NOWHERE = "wait"

    to_meeting_id = MeetingField(
        label=_("Where do its cases go?"),
        coerce=lambda chosen: None if chosen == CallOffForm.NOWHERE else UUID(chosen),
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where its cases go"),
            "invalid_choice": _("Choose one of the meetings shown"),
        },
    )
    reason = forms.CharField(
        label=_("Why it is called off"),
        help_text=_(
            "Everybody who comes to the meeting will read it: no name, and nothing of a case."
        ),
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": _("Give the reason")},
    )

    def __init__(self, *args: Any, meetings: Meetings = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wait = (self.NOWHERE, _("They wait for a meeting"))
        self.offer("to_meeting_id", [*((str(pk), day) for pk, day, _says in meetings), wait])
        hints: dict[str, Words] = {str(pk): says for pk, _day, says in meetings}
        hints[self.NOWHERE] = _("Each is put on a meeting by hand.")
        self.looks = {
            "to_meeting_id": Look(label="s", hints=hints, dense=True),
            "reason": Look(label="s", rows=3),
        }


class PlanAgainForm(PortalForm):
    """The cases that come back to a meeting that is held after all."""

    case_ids = forms.TypedMultipleChoiceField(
        label=_("Which of its cases come back to it?"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("case_ids", [(pk, reference) for pk, reference, _where in cases])
        self.initial = {"case_ids": [pk for pk, _reference, _where in cases]}
        hints = {pk: where for pk, _reference, where in cases}
        self.looks = {"case_ids": Look(label="s", dense=True, hints=hints)}
        if not cases:
            del self.fields["case_ids"]

    @property
    def values(self) -> dict[str, Any]:
        return {"case_ids": self.cleaned_data.get("case_ids", [])}


class DeferForm(ToMeetingForm):
    """The meeting to which a case moves, and the reason."""

    chosen = "to_meeting_id"
    again = _("Sent again, it is moved from where it stands now.")
    to_meeting_id = meeting_field()
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody who may read the case will see it."),
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": _("Give the reason")},
    )
