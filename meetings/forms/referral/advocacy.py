"""The records of the IDVA service for the victim."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.forms.referral.people import with_roles
from meetings.forms.referral.said import happened_on, said_by
from meetings.models import ContactAttempt
from meetings.rules.contact import check_attempt
from sharing.fields import GovDateField, Look
from sharing.forms.base import MergedForm, PortalForm, VersionedForm
from sharing.models import ContactWay, Party

TIMES = ["%H:%M", "%H.%M", "%H%M"]


class AttemptForm(PortalForm):
    """One attempt to reach the victim."""

    button = _("Record the attempt")

    attempted_on = happened_on(
        _("Date"), _("The date of the attempt"), _("Enter the date of the attempt")
    )
    attempted_time = forms.TimeField(
        label=_("Time"),
        help_text=_("For example, 14:30"),
        input_formats=TIMES,
        error_messages={
            "required": _("Enter the time of the attempt"),
            "invalid": _("The time of the attempt must look like 14:30"),
        },
    )
    way = forms.ChoiceField(
        label=_("How"),
        choices=ContactWay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you tried to reach the victim")},
    )
    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=ContactAttempt.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what came of it")},
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, max_length=2000, required=False)

    def __init__(self, *args: Any, ruled_out: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ruled_out = ruled_out
        self.looks = {
            "attempted_time": Look(width=5),
            "way": Look(
                dense=True, hints=dict.fromkeys(ruled_out, _("Not safe: the phone may be watched"))
            ),
            "result": Look(dense=True),
            "note": Look(rows=3),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        way, note = cleaned.get("way", ""), cleaned.get("note", "")
        self.add_broken(check_attempt, way=way, note=note, phone_watched=way in self.ruled_out)
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """Return the values with one moment, in the time of Europe/London."""
        given = super().values
        day, time = given.pop("attempted_on"), given.pop("attempted_time")
        return given | {"attempted_at": timezone.make_aware(datetime.combine(day, time))}


class WishesForm(PortalForm):
    """The wishes of the victim, or the words of a child."""

    button = _("Record it")

    party_id = forms.TypedChoiceField(
        label=_("Who speaks?"), coerce=UUID, error_messages={"required": _("Select who speaks")}
    )
    wishes = forms.CharField(
        label=_("What they say and want"),
        help_text=_("In their own sense, as far as you can"),
        widget=forms.Textarea,
        max_length=4000,
        error_messages={"required": _("Write what they say and want")},
    )
    heard_by = said_by(
        _("Heard by"), _("Say who heard it"), _("For a child, the worker who knows them")
    )
    heard_on = happened_on(
        _("Heard on"), _("The date when it was heard"), _("Enter the date when it was heard")
    )

    looks = {"party_id": Look(width="two-thirds"), "wishes": Look(rows=5)}

    def __init__(self, *args: Any, speakers: Iterable[Party] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("party_id", with_roles(speakers))


class OutcomeForm(MergedForm):
    """The person who tells the victim the outcome, how and by when."""

    who = forms.CharField(
        label=_("Who tells the victim"),
        max_length=120,
        error_messages={"required": _("Say who tells the victim")},
    )
    way = forms.CharField(
        label=_("How"),
        help_text=_("The safe way, and where"),
        max_length=200,
        error_messages={"required": _("Say how the victim is told")},
    )
    by = GovDateField(
        label=_("By"),
        name=_("The date by which the victim is told"),
        error_messages={"required": _("Enter the date by which the victim is told")},
    )
    # Asked only if the meeting found no safe way.
    safe_now = forms.BooleanField(label=_("I have read why, and this way is safe"), required=False)

    looks = {"who": Look(width="two-thirds")}

    def __init__(self, *args: Any, found_unsafe: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not found_unsafe:
            del self.fields["safe_now"]


class ToldForm(PortalForm):
    button = _("Record it")

    told_on = happened_on(
        _("Told on"),
        _("The date when the victim was told"),
        _("Enter the date when the victim was told"),
    )


class AdvocateForm(VersionedForm):
    """The person of the IDVA service who speaks for this victim."""

    user_id = forms.TypedChoiceField(
        label=_("IDVA of this victim"), coerce=UUID, empty_value=None, required=False
    )

    def __init__(self, *args: Any, people: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(user_id), name) for user_id, name in people]
        self.offer("user_id", [("", _("Nobody is named")), *named])
