"""What an agency says of the people of one case."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meetings.forms.research.searched import USUALLY_SEARCHED, searched_field
from meetings.queries.research import Person
from meetings.rules.research import answer_for
from sharing.fields import Look
from sharing.forms.base import VersionedForm

YES, NO, LATER = "yes", "no", "later"
SAID = {YES: _("Yes"), NO: _("No"), LATER: _("Cannot check yet")}


class Row(NamedTuple):
    """A person to answer for, as the page shows them."""

    person: Person
    field: forms.BoundField
    said: Any


class AnswerForm(VersionedForm):
    """Whom of one case the agency knows."""

    searched = searched_field()
    check_by = forms.TypedChoiceField(
        label=_("If you cannot check yet: by when can you?"),
        required=False,
        coerce=date.fromisoformat,
        empty_value=None,
    )

    def __init__(
        self, *args: Any, people: Sequence[Person], days: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id="answer_%s", **kwargs)
        self.people = people
        self.offer("check_by", [("", _("Choose a day")), *days])
        self.looks = {}
        for person in people:
            self.fields[f"person_{person.id}"] = forms.ChoiceField(
                label=person.name,
                choices=list(SAID.items()),
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Say whether %(person)s is known to you")
                    % {"person": person.name}
                },
            )
            self.looks[f"person_{person.id}"] = Look(
                dense=True, inline=True, fieldset=False, labelled_by=f"person-{person.id}"
            )

    @property
    def rows(self) -> Iterator[Row]:
        """Return each person with their field, and what was said before in words."""
        for person in self.people:
            name = f"person_{person.id}"
            yield Row(person, self[name], SAID.get(self.initial.get(name, ""), ""))

    @property
    def values(self) -> dict[str, Any]:
        known, unchecked = self._who(YES), self._who(LATER)
        return {
            "answer": answer_for(known, unchecked),
            "known_parties": known,
            "unchecked_parties": unchecked,
            "searched": self.cleaned_data["searched"],
            "check_by": self.cleaned_data["check_by"],
            "version": self.cleaned_data["version"],
        }

    def _who(self, said: str) -> list[UUID]:
        return [one.id for one in self.people if self.cleaned_data[f"person_{one.id}"] == said]

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show what a colleague said of each person beside what was chosen."""
        known = cast(list[UUID], theirs.pop("known_parties"))
        unchecked = cast(list[UUID], theirs.pop("unchecked_parties"))
        for person in self.people:
            theirs[f"person_{person.id}"] = said_of(person.id, known, unchecked)
        super().show_theirs(theirs, version)


def said_of(person: UUID, known: list[UUID], unchecked: list[UUID]) -> str:
    """Return what an answer says of a person."""
    if person in known:
        return YES
    return LATER if person in unchecked else NO


class NilForm(VersionedForm):
    """Nobody of a case is known: one button, which says what was searched."""

    searched = forms.CharField(max_length=300, widget=forms.HiddenInput, initial=USUALLY_SEARCHED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="nil_%s", **kwargs)
        self.usually = USUALLY_SEARCHED

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Nothing was typed, so the page as it stands now says it all."""
        self.add_error(None, _now("A colleague has answered meanwhile. See what stands now."))
