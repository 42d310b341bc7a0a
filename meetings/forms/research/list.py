"""The whole list, answered at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.forms.research.searched import LOOKS, said_before, searched_by_field, searched_field
from meetings.models import ResearchAnswer
from meetings.queries.research import LookUpCase
from meetings.rules.answers import LATER
from meetings.rules.research import field_of_case
from meetings.rules.searched import words_of_search
from sharing.differences import compare
from sharing.forms.base import PortalForm
from sharing.rules import RuleBroken

SOMEBODY = _(
    "You have ticked somebody, or said that you cannot check a case yet. Submit the whole list, or "
    "take that off first."
)


TICKED = _(
    "Nothing is answered yet. Somebody ticked people in these cases and has not saved that as an "
    "answer: %(references)s. They are ticked below too, or named where you are not asked about "
    "them. Look at them, then send it again."
)


class PairsField(forms.Field):
    """Pairs of a case and something of it, each sent as "case:something"."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"invalid": _("Load the page again: it was sent in part only")}

    def to_python(self, value: Any) -> list[tuple[UUID, str]]:
        try:
            parts = [str(one).split(":", 1) for one in value or [] if one]
            return [(UUID(case), what) for case, what in parts]
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"]) from None


class ListForm(PortalForm):
    """The whole list: the people known, the cases that cannot be checked yet, the search."""

    shown = PairsField(required=False)
    # How the people of each case stood when they were looked up.
    shown_as = PairsField(required=False)
    # Which version of what somebody ticked in a draft was shown.
    drafted = PairsField(required=False)
    known = PairsField(label=_("Known to us"), required=False)
    check_by = PairsField(label=_("Cannot check yet"), required=False)
    searched_by = searched_by_field()
    searched = searched_field()
    confirmed = forms.BooleanField(widget=forms.HiddenInput, required=False)

    # Whether nobody was ticked and this is not confirmed yet.
    unconfirmed = False
    # The reasons why some cases are not answered, while the others are.
    left: tuple[RuleBroken, ...] = ()
    looks = LOOKS

    def __init__(self, *args: Any, searched: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["searched"].initial = said_before(searched)
        self._typed: list[str] = []

    @classmethod
    def effect(cls, sent: Mapping[str, list[str]]) -> str:
        try:
            shown, known, later = (
                PairsField().to_python(sent.get(name)) for name in ("shown", "known", "check_by")
            )
        except forms.ValidationError:
            return ""
        if not (known or later or any(sent.get("confirmed", ()))):
            return ""  # it asks first
        waits = {case for case, _day in later}
        asked = {(case, who) for case, who in shown if who and case not in waits}
        number = len(asked.difference(known))
        if not number:
            return ""
        return ngettext(
            "%(number)s person is answered “not known to us”.",
            "%(number)s people are answered “not known to us”.",
            number,
        ) % {"number": number}

    def clean(self) -> dict[str, Any]:
        try:
            self._known = _people(self.cleaned_data.get("known", []))
            self._looked_up = _people(self.cleaned_data.get("shown", []))
            until = self.cleaned_data.get("check_by", [])
            self._not_yet = {case: date.fromisoformat(day) for case, day in until if day != LATER}
            self._drafted = {
                case: int(version) for case, version in self.cleaned_data.get("drafted", [])
            }
        except ValueError:
            raise forms.ValidationError(PairsField.default_error_messages["invalid"]) from None
        # The message of a rule about one case is shown at that case.
        for case in {*self._looked_up, *self._known, *(case for case, _day in until)}:
            name = field_of_case(case)
            self.fields[name] = forms.Field(widget=forms.Select(attrs={"id": name}))
        for case in (case for case, day in until if day == LATER):
            self.add_error(field_of_case(case), _("Say until when you cannot check"))
        somebody = any((*self._known.values(), until))
        if somebody and self.cleaned_data["confirmed"]:
            self.add_error(None, SOMEBODY)
        elif not (somebody or self.cleaned_data["confirmed"] or self.errors) and self._looked_up:
            self.unconfirmed = True
            self.add_error(None, self.nobody)
        return self.cleaned_data

    @property
    def nobody(self) -> str:
        """Return the meaning of an untouched list if it is submitted."""
        number = sum(map(len, self._looked_up.values()))
        return ngettext(
            "You have ticked nobody: %(number)s person will be answered “not known to us”",
            "You have ticked nobody: all %(number)s people will be answered “not known to us”",
            number,
        ) % {"number": number}

    @property
    def values(self) -> dict[str, Any]:
        return {
            "known": self._known,
            "not_yet": self._not_yet,
            "looked_up": self._looked_up,
            "shown": dict(self.cleaned_data["shown_as"]),
            "drafted": self._drafted,
            "searched": self.cleaned_data["searched"],
            "searched_by": self.cleaned_data["searched_by"],
        }

    @property
    def searched_words(self) -> str:
        """Return the search as it was sent."""
        said = self.cleaned_data
        return words_of_search(said["searched_by"], said["searched"])

    @property
    def wrong_cases(self) -> dict[str, ErrorList]:
        """Return the errors of each case, by the page's name for its field."""
        return {name: said for name, said in self.errors.items() if name.startswith("later-")}

    @property
    def ticked(self) -> list[str]:
        """Return the people sent as known, to be ticked again, and those ticked in a newer
        draft."""
        sent = cast(QueryDict, self.data).getlist("known") if self.is_bound else []
        return [*sent, *self._typed]

    @property
    def chosen(self) -> list[str]:
        """Return the days that were sent, to be chosen again."""
        return cast(QueryDict, self.data).getlist("check_by") if self.is_bound else []

    def ask_for_those_left(self) -> None:
        """Add to each case that is left its reason, to be sent by itself."""
        for one in self.left:
            self.say(one)
        data = cast(QueryDict, self.data).copy()
        data["form_token"] = str(uuid4())
        self.data = data

    def tick_what_was_typed(self, cases: Iterable[LookUpCase]) -> None:
        """Tick the people ticked in a draft that was not shown when this was sent."""
        if not self.is_bound:
            return
        seen = set(cast(QueryDict, self.data).getlist("drafted"))
        for case in (one for one in cases if one.begun.draft and one.drafted not in seen):
            self._typed += case.ticked

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show a colleague's different answers, and in one line those that are the same as the
        ticks here. The rest stays as it was ticked."""
        self.overtaken = True
        if "typed" in theirs:
            references = ", ".join(cast(list[str], theirs["typed"]))
            self.gone = TICKED % {"references": references}
            return
        alike, self.differences = [], []
        answered = cast(list[tuple[UUID, str, str, set[UUID]]], theirs["shown"])
        for case_id, reference, answer, known in sorted(answered, key=lambda one: one[1]):
            standing, typed = str(ResearchAnswer(answer).label), self._answered(case_id)
            if standing != typed:
                self.differences.append(compare(reference, standing, typed))
            elif known != self._known.get(case_id, set()):
                other = str(_("Known to us, but not the same people"))
                self.differences.append(compare(reference, standing, other))
            else:
                alike.append(reference)
        stands = _(
            "Nothing was overwritten: what was answered stands. Where you know otherwise, change "
            "it at that case, under Research."
        )
        rest = _("The rest stands below as you ticked it: send it again.")
        left = {*self._looked_up, *self._known, *self._not_yet} - {one[0] for one in answered}
        self.gone = f"{stands} {rest}" if left else stands
        if alike:
            self.alike = ngettext(
                "%(number)s case is answered as you did: %(references)s.",
                "%(number)s cases are answered as you did: %(references)s.",
                len(alike),
            ) % {"number": len(alike), "references": ", ".join(alike)}

    def _answered(self, case_id: UUID) -> str:
        """Return the answer sent for a case, in words."""
        if self._known.get(case_id):
            return str(ResearchAnswer.KNOWN.label)
        later = case_id in self._not_yet
        return str((ResearchAnswer.NOT_YET if later else ResearchAnswer.NOT_KNOWN).label)


def _people(pairs: list[tuple[UUID, str]]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for case, person in pairs:
        found[case] |= {UUID(person)} if person else set()
    return dict(found)
