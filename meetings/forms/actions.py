"""An action of the plan: one line, and below it the fields that correct misread parts."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetings.forms.closure import reason_field
from meetings.models import Action, ForWhom
from meetings.rules.action_date import find_due, on_another_weekday
from meetings.rules.action_line import Known, KnownAgency, KnownParty, Parts, Reading, read_again
from meetings.rules.plan import check_due
from sharing import clock
from sharing.fields import GovDateField, Look, Words
from sharing.forms.base import MergedForm, PortalForm, VersionedForm

DUE = _("Say when, like fri, 2 dec or in 2 weeks")


def people_of(known: Known) -> list[tuple[str, Any]]:
    """Return the choices of whom an action is for: a role, or one person of the case."""
    named = [(str(one.id), _called(one)) for one in known.parties if one.given_name]
    return [("", _("Choose")), *ForWhom.choices, *named]


def _called(party: KnownParty) -> Words:
    if not party.named_in:
        return party.given_name
    said = {"person": party.given_name, "references": party.named_in}
    return _("%(person)s (named in %(references)s)") % said


def due_in_words(on: date | None) -> str:
    return date_format(on, "D j M Y") if on else ""


class PlanForm(PortalForm):
    """A change of the plan."""

    # When the plan was read back, as far as the page said so.
    read_back = forms.CharField(widget=forms.HiddenInput, required=False)


class PlanFields(PlanForm):
    """The labelled parts of an action; by themselves they are enough."""

    agency_id = forms.ChoiceField(label=_("Agency"), required=False)
    for_whom = forms.ChoiceField(label=_("For"), required=False)
    what = forms.CharField(label=_("Action"), max_length=500, required=False)
    due_on = forms.CharField(label=_("Due"), max_length=40, required=False)
    owner = forms.CharField(label=_("Owner"), max_length=120, required=False)

    looks = {
        name: Look(width="full", autocomplete="off")
        for name in ("agency_id", "for_whom", "what", "due_on", "owner")
    }

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        agencies = [(str(one.id), one.name) for one in known.agencies]
        self.offer("agency_id", [("", _("Choose")), *agencies])
        self.offer("for_whom", people_of(known))

    def shown(self, parts: Parts) -> dict[str, str]:
        """Return the parts as the fields show them."""
        return {
            "agency_id": str(parts.agency_id or ""),
            "for_whom": str(parts.party_id or parts.for_whom),
            "what": parts.what,
            "due_on": due_in_words(parts.due_on) or parts.no_date,
            "owner": parts.owner,
        }

    def typed(self) -> Parts:
        """Return the content of the fields, as far as it can be read."""
        said = {name: str(self.data.get(name, "")).strip() for name in self.looks}
        party = next((one for one in self.known.parties if str(one.id) == said["for_whom"]), None)
        agency = next(
            (one for one in self.known.agencies if str(one.id) == said["agency_id"]), None
        )
        due_on = self._due(said["due_on"])
        role = said["for_whom"] if said["for_whom"] in ForWhom.values else ""
        return Parts(
            agency_id=agency.id if agency else None,
            what=said["what"],
            for_whom=self.role_of(party.role) if party else role,
            party_id=party.id if party else None,
            due_on=due_on,
            owner=said["owner"],
            no_date="" if due_on else said["due_on"],
        )

    @staticmethod
    def field_of(part: str) -> str:
        """Return the field that shows a part of the action."""
        return "for_whom" if part == "party_id" else part

    @property
    def unseen(self) -> list[KnownAgency]:
        """Return the agency in the fields if nobody there may see the case."""
        chosen = self["agency_id"].value()
        return [one for one in self.known.agencies if one.unseen and str(one.id) == chosen]

    def role_of(self, role: str) -> str:
        return role if role in ForWhom.values else ForWhom.OTHER

    def reading(self) -> Reading:
        """Return the action as it will be recorded."""
        return Reading(self.typed())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reading = self.reading()
        parts = reading.parts
        for name in reading.doubtful:
            self.add_error(self.field_of(name), _("The line says this now. Is it right?"))
        if not parts.agency_id:
            self.add_error("agency_id", _("Choose the agency"))
        if not parts.what:
            self.add_error("what", _("Say what is to be done"))
        if not parts.for_whom:
            self.add_error("for_whom", _("Say for whom it is"))
        if parts.no_date:
            self.add_error("due_on", self._why_no_date(parts.no_date))
        elif not parts.due_on:
            self.add_error("due_on", DUE)
        else:
            self.add_broken(check_due, parts.due_on, today=clock.today())
        if self.errors:
            # The fields show the parts that were read, so that only wrong ones are typed again.
            data = cast(QueryDict, self.data).copy()
            for name, value in self.shown(parts).items():
                data[name] = value
            # These are read parts, and no correction of the line that is sent next.
            data["read_from"] = self.data.get("line", "")
            self.data = data
        cleaned["parts"] = parts
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        parts: Parts = self.cleaned_data["parts"]
        return {
            "agency_id": parts.agency_id,
            "what": parts.what,
            "for_whom": parts.for_whom,
            "party_id": parts.party_id,
            "owner": parts.owner,
            "due_on": parts.due_on,
            "read_back": self.cleaned_data["read_back"],
        }

    def _due(self, said: str) -> date | None:
        words = said.split()
        found = find_due(words, self.known.today, self.known.due_on)
        if found is None or found.time or (found.start, found.end) != (0, len(words)):
            return None
        return found.on

    def _why_no_date(self, said: str) -> Words:
        words = {"words": said}
        if day := on_another_weekday(said, self.known.today):
            words |= {"day": date_format(day, "j F Y"), "weekday": date_format(day, "l")}
            return _("“%(words)s”: %(day)s is a %(weekday)s. Say when, like 2 dec") % words
        return _("“%(words)s” is not a date. Say when, like 2 dec") % words


class LineForm(PlanFields):
    """An action in one line. A correction in the fields below it wins."""

    line = forms.CharField(label=_("Action, in one line"), max_length=600, required=False)
    # The line that the fields were filled from.
    read_from = forms.CharField(widget=forms.HiddenInput, required=False)

    looks = PlanFields.looks | {"line": Look(autocomplete="off", width="full")}

    def reading(self) -> Reading:
        line, read_from = self.data.get("line", ""), self.data.get("read_from", "")
        emptied = [one for one in PlanFields.looks if not self.data.get(one, "missing").strip()]
        return read_again(line, read_from, self.typed(), self.known, emptied)

    def as_read(self) -> "LineForm":
        """Return the form with its fields filled from the line, before anything is sent."""
        line = self.data.get("line", "")
        initial = self.shown(self.reading().parts) | {"line": line, "read_from": line}
        return LineForm(known=self.known, initial=initial)


class CorrectForm(PlanFields, MergedForm):
    """An action that is already recorded."""

    @staticmethod
    def of(action: Action) -> dict[str, Any]:
        """Return the values of an action, as the fields show them."""
        return {
            "agency_id": str(action.agency_id),
            "for_whom": str(action.party_id or action.for_whom),
            "what": action.what,
            "due_on": due_in_words(action.due_on),
            "owner": action.owner,
            "version": action.version,
        }

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"version": self.cleaned_data["version"]}

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show the action as somebody else corrected it, in the words of the fields."""
        whom = theirs["party_id"] or theirs["for_whom"]
        super().show_theirs(theirs | {"for_whom": whom}, version)

    def in_words(self, name: str, value: object) -> str:
        if name == "due_on":
            return due_in_words(value if isinstance(value, date) else self._due(str(value)))
        return super().in_words(name, value)


class StrikeForm(PlanForm, VersionedForm):
    """The reason why an action is struck from the plan."""

    reason = reason_field(_("For example, that it was written under the wrong case."))

    looks = {"reason": Look(label="s", rows=3)}


class EarlierActionForm(PortalForm):
    """An action that an agency took before the meeting."""

    agency_id = forms.ChoiceField(label=_("Agency"))
    what = forms.CharField(
        label=_("What was done"),
        max_length=500,
        error_messages={"required": _("Enter what was done")},
    )
    for_whom = forms.ChoiceField(
        label=_("For whom"),
        choices=ForWhom.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select for whom it was done")},
    )
    done_on = GovDateField(
        happened=True,
        label=_("When"),
        name=_("The day when it was done"),
        error_messages={"required": _("Enter the day when it was done")},
    )
    result = forms.CharField(
        label=_("What came of it"), max_length=2000, required=False, widget=forms.Textarea
    )

    looks = {
        "for_whom": Look(dense=True),
        "result": Look(rows=2),
        "what": Look(autocomplete="off", width="full"),
    }

    def __init__(self, *args: Any, agencies: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency_id", [(str(pk), name) for pk, name in agencies])
        if len(agencies) == 1:
            field = self.fields["agency_id"]
            field.widget = forms.HiddenInput()
            field.initial = str(agencies[0][0])

    @property
    def values(self) -> dict[str, Any]:
        given = super().values
        return given | {"agency_id": UUID(given["agency_id"])}
