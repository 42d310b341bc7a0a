"""The record of a case in the meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.rules.read_back import ReadBack
from sharing.fields import GovDateField, Look, Words
from sharing.forms.base import MergedForm, PortalForm


def _text(label: Words, hint: Words = "", *, longest: int = 4000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=False,
        widget=forms.Textarea,
    )


class RecordHearingForm(MergedForm):
    saved_at_once = True

    presented_by = forms.CharField(label=_("Presented by"), max_length=120, required=False)
    summary = _text(_("Summary of the presentation"))
    spoken = _text(_("Shared verbally, for the minutes"))
    risks = _text(_("Possible harm and signs"))
    protective = _text(_("What protects"))
    decisions = _text(_("Decisions"))

    looks = {
        "presented_by": Look(width="full", autocomplete="off"),
        "summary": Look(rows=2, width="full"),
        "spoken": Look(rows=2, width="full"),
        "risks": Look(rows=3, width="full"),
        "protective": Look(rows=3, width="full"),
        "decisions": Look(rows=2, width="full"),
    }


class EndHearingForm(PortalForm):
    # What the page read back.
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    # That of who tells the victim, as the page read it out.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    gap_reason = _text(
        _("Why the plan has nothing for them"),
        _("It stands in the minutes."),
        longest=2000,
    )

    who = forms.CharField(label=_("Who tells the victim"), max_length=120, required=False)
    way = forms.CharField(
        label=_("How"), help_text=_("The safe way, and where"), max_length=200, required=False
    )
    by = GovDateField(label=_("By"), name=_("The date by which the victim is told"), required=False)
    untold_reason = _text(
        _("Or why nobody safely can"), _("It stands in the minutes."), longest=2000
    )

    looks = {
        "gap_reason": Look(rows=3),
        "who": Look(width="two-thirds"),
        "untold_reason": Look(rows=3),
    }
    again = _("The plan was agreed meanwhile. Go back to the case to change that.")

    @property
    def values(self) -> dict[str, Any]:
        """Return the cleaned values: a field that was not sent empties nothing, and a page without
        a version read out nobody, and one without marks read back nothing."""
        given = super().values
        if "untold_reason" not in self.data:
            given["untold_reason"] = None
        shown = ReadBack.sent(given.pop("stamp"))
        return given | {"version": given["version"] or 0, "shown": shown}
