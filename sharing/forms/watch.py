"""Deciding on an alert, and setting what the watch looks for."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import MergedForm, NamingForm, VersionedForm
from sharing.models import AlertState, Watched
from sharing.models.agency import LONGEST, SHORTEST
from sharing.models.alerts import A_DAY
from sharing.watch.hours import Hours

USUAL = Hours()


class AlertFilter(NamingForm):
    """The filter of alerts, from the address."""

    state = forms.ChoiceField(
        label=_("State"), choices=AlertState.choices, required=False, widget=forms.RadioSelect
    )
    watched = forms.ChoiceField(
        label=_("What was found"),
        choices=[("", _("Everything")), *Watched.choices],
        required=False,
    )
    page = forms.IntegerField(required=False, widget=forms.HiddenInput)

    looks = {"state": Look(dense=True), "watched": Look(width="full")}

    def __init__(self, data: Any) -> None:
        asked = any(name in self.base_fields for name in data)
        super().__init__(data if asked else None, initial={"state": AlertState.NEW})
        self.full_clean()

    @property
    def asked(self) -> dict[str, Any]:
        """Return the filter; the new alerts if it is empty or wrong."""
        given = self.cleaned_data if self.is_bound else {}
        return {
            "state": given.get("state") or AlertState.NEW,
            "watched": given.get("watched") or "",
            "page": given.get("page") or 1,
        }


class DecideAlertForm(VersionedForm):
    """The explanation of an alert, in the words of the person who decides."""

    state = forms.ChoiceField(
        label=_("What was it?"),
        choices=[(one.value, one.label) for one in (AlertState.EXPLAINED, AlertState.CONCERN)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it is explained or a concern")},
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("What you asked, whom, and what they said. Nothing of what stands in a case."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say in your words what it was")},
    )

    looks = {
        "state": Look(
            label="s",
            hints={
                AlertState.EXPLAINED: _("There was a good reason. Nothing more is to do."),
                AlertState.CONCERN: _("It is taken further, outside the portal."),
            },
        ),
        "words": Look(rows=4, label="s", width="two-thirds"),
    }


class RuleForm(MergedForm):
    """How an area watches for one thing."""

    on = forms.TypedChoiceField(
        label=_("Raise alerts?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=_("When one person does it so many times"),
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    minutes = forms.IntegerField(
        label=_("Within so many minutes"),
        help_text=_("At most 1,440, which is a day."),
        validators=[MinValueValidator(1), MaxValueValidator(A_DAY)],
    )

    looks = {
        "on": Look(inline=True),
        "number": Look(width=4, inputmode="numeric"),
        "minutes": Look(width=4, inputmode="numeric"),
    }


class AlertDaysForm(VersionedForm):
    """How long an area keeps alerts."""

    days = forms.IntegerField(
        label=_("Days that an alert is kept"),
        help_text=_("Counted from when somebody decided on it. From 30 to 3,650, ten years."),
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
    )

    looks = {"days": Look(width=4, inputmode="numeric")}


class HoursForm(MergedForm):
    """The working hours of an agency."""

    around_the_clock = forms.TypedChoiceField(
        label=_("When does the agency work?"),
        choices=[("yes", _("Shifts, day and night")), ("no", _("Between these hours"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    starts_at = forms.TimeField(label=_("From"), help_text=_("For example, 07:00"), required=False)
    ends_at = forms.TimeField(label=_("Until"), required=False)
    weekends = forms.BooleanField(label=_("At weekends and on bank holidays too"), required=False)

    looks = {
        "around_the_clock": Look(reveals={"no": ["starts_at", "ends_at", "weekends"]}),
        "starts_at": Look(width=5),
        "ends_at": Look(width=5),
    }

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("around_the_clock"):
            # These hours are kept for when the agency works in the daytime again.
            given["starts_at"] = given.get("starts_at") or USUAL.starts_at
            given["ends_at"] = given.get("ends_at") or USUAL.ends_at
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if not starts and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Enter from when the agency works"))
        if not ends and "ends_at" not in self.errors:
            self.add_error("ends_at", _("Enter until when the agency works"))
        if starts and ends and starts >= ends:
            self.add_error("ends_at", _("“Until” must be later than “From”"))
        return given
