"""The figures of an area's rules, by their subject."""

from datetime import time
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meetings.forms.sure import SureForm, sure_field
from meetings.models import RepeatAnchor
from meetings.rules.area_rules import AreaRules, check_figures
from sharing.fields import GovDateField, Look, Words
from sharing.forms.base import MergedForm

SECTIONS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        _("Grounds"),
        (
            "high_risk_ticks",
            "escalation_count",
            "escalation_months",
            "repeat_months",
            "repeat_anchor",
            "automatic_grounds",
            "youngest_victim",
        ),
    ),
    (
        _("Deadlines"),
        (
            "referrals_close",
            "list_out",
            "research_due",
            "minutes_due",
            "actions_due",
            "triage_within",
            "due_hour",
        ),
    ),
    (
        _("Meetings"),
        (
            "every_days",
            "first_meeting_on",
            "starts_at",
            "place",
            "minutes_per_case",
            "most_deferrals",
            "declaration",
        ),
    ),
    (
        _("Drafts"),
        (
            "throw_away_after",
            "tell_before_throwing_away",
            "erase_drafts_after",
            "erase_returns_after",
        ),
    ),
)
# The fields that are no numbers.
WORDED = ("repeat_anchor", "automatic_grounds", "first_meeting_on", "place", "declaration")
LONGEST_GROUND = 30  # characters
ELSEWHERE = _("Reminders, rules of research, or words of the checklist")
# A ground counts back no further, and no draft waits longer, than this.
MOST_MONTHS, MOST_DAYS, MOST_WORKING_DAYS = 60, 3650, 60


def _number(label: Words, least: int, most: int, hint: Words = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        validators=[MaxValueValidator(most)],
        error_messages={
            "required": format_lazy(_("Enter a number for “{label}”"), label=label),
        },
    )


def _working_days(label: Words) -> forms.IntegerField:
    return _number(label, 0, MOST_WORKING_DAYS, _("In working days"))


def _days(label: Words) -> forms.IntegerField:
    return _number(label, 1, MOST_DAYS)


class AreaRulesForm(SureForm, MergedForm):
    high_risk_ticks = _number(
        _("Ticks that are visible high risk"),
        1,
        24,
        _("Of 24; only a yes counts"),
    )
    escalation_count = _number(_("Incidents that are potential escalation"), 1, 100)
    escalation_months = _number(_("Months within which they count"), 1, MOST_MONTHS)
    repeat_months = _number(_("Months in which a further incident is a repeat"), 1, MOST_MONTHS)
    repeat_anchor = forms.ChoiceField(
        label=_("Since when do these months count?"),
        choices=RepeatAnchor.choices,
        widget=forms.RadioSelect,
    )
    automatic_grounds = forms.CharField(
        label=_("Local automatic grounds"),
        help_text=_("One on each line, in at most 30 characters. Left empty, there is none"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )
    youngest_victim = _number(
        _("Age from which somebody may be the victim of a case"),
        0,
        18,
        _("In years; of somebody younger a referral stops, and the attempt is kept"),
    )
    referrals_close = _working_days(_("Referrals close, before the meeting"))
    list_out = _working_days(_("The list is out, before the meeting"))
    research_due = _working_days(_("Research is due, before the meeting"))
    minutes_due = _working_days(_("Minutes are due, after the meeting"))
    actions_due = _working_days(_("Actions are due, before the next meeting"))
    triage_within = _working_days(_("Triage decides within"))
    due_hour = _number(
        _("Hour of the day at which something is due"),
        0,
        23,
        _("17 is five in the afternoon"),
    )
    every_days = _number(_("Days from one meeting to the next"), 1, 366)
    first_meeting_on = GovDateField(
        label=_("A day of the pattern"),
        help_text=_("The others are counted from it"),
        name=_("A day of the pattern"),
        error_messages={"required": _("Enter a day on which the area met or will meet")},
    )
    starts_at = forms.TimeField(
        label=_("Time at which meetings begin"),
        help_text=_("For example, 09:30"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M"),
    )
    place = forms.CharField(label=_("Usual place of meetings"), max_length=200)
    minutes_per_case = _number(_("Minutes for each case"), 1, 240)
    most_deferrals = _number(_("Times that a case may be moved to another meeting"), 0, 20)
    declaration = forms.CharField(
        label=_("What everybody agrees to at each meeting"),
        error_messages={"required": _("Enter what everybody agrees to at each meeting")},
        max_length=4000,
        widget=forms.Textarea,
    )
    throw_away_after = _days(
        _("Days without a change until a referral that was not sent is thrown away"),
    )
    tell_before_throwing_away = _days(_("Days before that on which its author is told"))
    erase_drafts_after = _days(_("Days until what was thrown away is erased"))
    erase_returns_after = _days(
        _("Days after its meeting until what was not submitted of a return is erased"),
    )

    sure = sure_field(_("These drafts are to end"))
    asked_about = SECTIONS[-1][1]

    looks = {
        **{
            name: Look(width=4, inputmode="numeric")
            for _words, names in SECTIONS
            for name in names
            if name not in WORDED
        },
        "starts_at": Look(width=5),
        "repeat_anchor": Look(label="s"),
        "automatic_grounds": Look(rows=3),
        "declaration": Look(rows=8),
    }

    @property
    def sections(self) -> list[tuple[Words, list[forms.BoundField]]]:
        """Return the fields by what they are about."""
        return [(words, [self[name] for name in names]) for words, names in SECTIONS]

    @property
    def rules(self) -> AreaRules:
        """Return what was typed."""
        return AreaRules(**{name: self.cleaned_data[name] for name in _NAMES})

    def clean_automatic_grounds(self) -> list[str]:
        """Return the grounds, each once, in the order in which they were typed."""
        lines = self.cleaned_data["automatic_grounds"].splitlines()
        grounds = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
        if any(len(ground) > LONGEST_GROUND for ground in grounds):
            raise forms.ValidationError(_("A local ground must be 30 characters or fewer"))
        return grounds

    def change_in_words(self, name: str, before: object, after: object) -> tuple[str, str, str]:
        """Return what was changed, from what and to what; of what other pages set, what it was."""
        if name not in self.fields:
            return str(ELSEWHERE), "", ""
        return str(self[name].label), self.in_words(name, before), self.in_words(name, after)

    def in_words(self, name: str, value: object) -> str:
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(value, list):
            return "\n".join(value)
        return super().in_words(name, value)

    def clean(self) -> dict[str, Any]:
        self.add_broken(check_figures, self.cleaned_data)
        return self.cleaned_data


_NAMES = tuple(name for _words, names in SECTIONS for name in names)
