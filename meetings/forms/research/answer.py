"""The answer of an agency about the people of one case."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meetings.forms.research.searched import LOOKS, said_before, searched_by_field, searched_field
from meetings.queries.research import Person
from meetings.rules.answers import LATER, NO, SAID, YES, field_of_person
from meetings.rules.research import answer_for, check_until
from meetings.rules.searched import EVERYTHING, words_of_search
from sharing import clock
from sharing.fields import Look
from sharing.forms.base import DraftedForm


class Row(NamedTuple):
    """A person to answer for, as the page shows them."""

    person: Person
    field: forms.BoundField
    said: Any


class AnswerForm(DraftedForm):
    """The people of one case whom the agency knows."""

    searched_by = searched_by_field()
    searched = searched_field()
    # A mark of the people as they were looked up; the page shows them as they are now.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    check_by = forms.TypedChoiceField(
        label=_("If you cannot check yet: by when can you?"),
        required=False,
        coerce=date.fromisoformat,
        empty_value=None,
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[Person],
        days: list[tuple[str, str]],
        searched: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, auto_id="answer_%s", **kwargs)
        self.people = people
        self.fields["searched"].initial = said_before(searched)
        self.offer("check_by", [("", _("Choose a day")), *days])
        self.looks = dict(LOOKS)
        for person in people:
            self.fields[field_of_person(person.id)] = forms.ChoiceField(
                label=person.name,
                choices=list(SAID.items()),
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Say whether %(person)s is known to you")
                    % {"person": person.name}
                },
            )
            self.looks[field_of_person(person.id)] = Look(
                dense=True, inline=True, fieldset=False, labelled_by=f"person-{person.id}"
            )

    # Whether all that an answer must say is to be said: not as long as it is typed.
    whole = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        later = any(cleaned.get(field_of_person(one.id)) == LATER for one in self.people)
        if self.whole and later and "check_by" not in self.errors:
            self.add_broken(check_until, cleaned.get("check_by"), today=clock.today())
        return cleaned

    @property
    def rows(self) -> Iterator[Row]:
        """Return each person with their field, and the earlier answer in words."""
        for person in self.people:
            name = field_of_person(person.id)
            yield Row(person, self[name], SAID.get(self.initial.get(name, ""), _("Not answered")))

    @property
    def values(self) -> dict[str, Any]:
        known, unchecked = self._who(YES), self._who(LATER)
        return {
            "answer": answer_for(known, unchecked),
            "known_parties": known,
            "unchecked_parties": unchecked,
            **{
                name: self.cleaned_data[name]
                for name in ("searched", "searched_by", "check_by", "version", "draft_version")
            },
            "shown": self.cleaned_data["shown"] or None,
        }

    def _who(self, said: str) -> list[UUID]:
        return [one.id for one in self.people if self.cleaned_data[field_of_person(one.id)] == said]

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show a colleague's answer for each person beside the choice here, or their typed answer
        if it differs."""
        if "typed" in theirs:
            self.show_typed(cast(dict[str, object], theirs["typed"]), version)
            return
        parties = ("known_parties", "unchecked_parties", "added_parties")
        answered = [cast(list[UUID], theirs[name]) for name in parties]
        of_people = {
            field_of_person(person.id): said_of(person.id, *answered) for person in self.people
        }
        super().show_theirs(theirs | of_people, version)


def said_of(person: UUID, known: list[UUID], unchecked: list[UUID], added: list[UUID]) -> str:
    """Return the answer about a person; empty for somebody added after it."""
    if person in added:
        return ""
    if person in known:
        return YES
    return LATER if person in unchecked else NO


class NilForm(DraftedForm):
    """The answer that nobody of a case is known: one button, which says what was searched."""

    searched_by = searched_by_field(forms.MultipleHiddenInput)
    searched = searched_field(forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, searched: str = "", **kwargs: Any) -> None:
        super().__init__(*args, auto_id="nil_%s", **kwargs)
        self.fields["searched"].initial = said_before(searched)
        self.usually = words_of_search(EVERYTHING, str(said_before(searched)))

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"shown": self.cleaned_data["shown"] or None}

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Add only an error that points to the present page, because nothing was typed here."""
        if "typed" in theirs:
            words = _now("Somebody was ticked meanwhile who may be known. See what stands below.")
        else:
            words = _now("A colleague has answered meanwhile. See what stands now.")
        self.add_error(None, words)
