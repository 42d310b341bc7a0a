"""The state of an action, and the events since."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import ActionState, Development
from meetings.rules.follow_up import NOTE_MISSING, check_end, check_happened
from sharing import clock
from sharing.differences import compare
from sharing.fields import GovDateField, Look
from sharing.forms.base import NamingForm, PortalForm, VersionedForm

# Which field says what of which state. The two failures are far apart in wording: one is nobody's
# fault, the other goes to the next meeting.
NOTES = {
    ActionState.IN_PROGRESS: "next_step",
    ActionState.COMPLETED: "outcome",
    ActionState.NOT_POSSIBLE: "changed",
    ActionState.NOT_DONE: "why",
}
LONGEST = 2000


def _note(label: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea, max_length=LONGEST, required=False)


class ActionForm(VersionedForm):
    """The state of an action. Each ending says before it is chosen what it will ask."""

    state = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=[(state.value, state.label) for state in NOTES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the action stands")},
    )
    next_step = _note(_("What comes next, and when?"))
    outcome = _note(_("What was the outcome, and what did it change for safety?"))
    ended_on = GovDateField(
        label=_("On which day?"), name=_("The day when it ended"), required=False
    )
    changed = _note(_("What changed?"))
    why = _note(_("Why was it not done?"))

    looks = {
        "state": Look(
            label="s",
            dense=True,
            hints={
                ActionState.IN_PROGRESS.value: _("What comes next, and when"),
                ActionState.COMPLETED.value: _("On which day, and what it changed for safety"),
                ActionState.NOT_POSSIBLE.value: _(
                    "What changed. The coordinator and the chair see it"
                ),
                ActionState.NOT_DONE.value: _("Why. It goes to the next meeting"),
            },
            reveals={
                ActionState.IN_PROGRESS.value: ["next_step"],
                ActionState.COMPLETED.value: ["outcome", "ended_on"],
                ActionState.NOT_POSSIBLE.value: ["changed"],
                ActionState.NOT_DONE.value: ["why"],
            },
        ),
        "next_step": Look(rows=3),
        "outcome": Look(rows=3),
        "changed": Look(rows=3),
        "why": Look(rows=3),
    }

    def clean(self) -> dict[str, Any]:
        state = self.cleaned_data.get("state")
        if state and not self.cleaned_data.get(NOTES[ActionState(state)]):
            self.add_error(NOTES[ActionState(state)], str(NOTE_MISSING[state]))
        for other, name in NOTES.items() if state else ():
            if other != state and self.cleaned_data.get(name):
                self.add_error(name, self._other_answer(other))
        if state and state != ActionState.COMPLETED and self.cleaned_data.get("ended_on"):
            self.add_error("ended_on", self._other_answer(ActionState.COMPLETED))
        if state == ActionState.COMPLETED and "ended_on" not in self.errors:
            self.add_broken(check_end, self.cleaned_data["ended_on"], today=clock.today())
        return self.cleaned_data

    @staticmethod
    def _other_answer(state: ActionState) -> str:
        """Return what to do with words that the chosen answer does not ask for."""
        words = _("This belongs to “%(answer)s”. Choose that answer, or empty this")
        return words % {"answer": state.label}

    @property
    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        state = given["state"]
        return {
            "state": state,
            "note": given[NOTES[ActionState(state)]],
            "ended_on": given["ended_on"] if state == ActionState.COMPLETED else None,
            "version": given["version"],
        }

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show the present state and its note beside the typed ones."""
        super().show_theirs(theirs, version)
        said, mine = str(theirs["result"]), str(self.values["note"])
        if said and said != mine:
            # What somebody else ended it with and what is typed now may be different fields.
            label = self[NOTES[ActionState(str(theirs["state"]))]].label
            self.differences = [*self.differences, compare(str(label), said, mine)]


class DevelopmentForm(PortalForm):
    """A new incident or order."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Development.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is an incident or an order")},
    )
    happened_on = GovDateField(
        label=_("When did it happen, or when does the order begin?"),
        name=_("The day of the incident or order"),
        error_messages={"required": _("Enter the day of the incident or order")},
    )
    text = forms.CharField(
        label=_("What happened, or what does the order say?"),
        help_text=_("Everybody on full circulation will read this. No source intelligence."),
        widget=forms.Textarea,
        max_length=4000,
        error_messages={"required": _("Enter what happened, or what the order says")},
    )

    looks = {
        "kind": Look(
            label="s",
            hints={
                Development.Kind.INCIDENT.value: _(
                    "From now on every page says to check the safe contact first"
                ),
            },
        ),
        "happened_on": Look(label="s"),
        "text": Look(label="s", rows=6),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, day = cleaned.get("kind", ""), cleaned.get("happened_on")
        self.add_broken(check_happened, kind=kind, happened_on=day, today=clock.today())
        return cleaned


class ListForm(NamingForm):
    """The filter of actions, from the address."""

    agency = forms.ChoiceField(label=_("Agency"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Open")), ("ended", _("Ended"))], required=False
    )
    page = forms.IntegerField(required=False)

    def __init__(self, data: Any, *, agencies: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.offer("agency", [("", _("All agencies")), *agencies])
        self.full_clean()

    @property
    def values(self) -> dict[str, Any]:
        """Return what was asked for; what makes no sense is left out."""
        given = self.cleaned_data
        return {
            "agency_id": UUID(given["agency"]) if given.get("agency") else None,
            "ended": given.get("state") == "ended",
            "page": given.get("page") or 1,
        }
