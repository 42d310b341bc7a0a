"""What an agency says of the people it was asked about, and what it writes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meetings.queries.research import Person
from meetings.rules.research import answer_for
from sharing.fields import Look
from sharing.forms.base import PortalForm, VersionedForm
from sharing.models import Agency, Nature, Party, SpokenHeading, WhoMayRead

YES, NO, LATER = "yes", "no", "later"
SAID = {YES: _("Yes"), NO: _("No"), LATER: _("Cannot check yet")}
USUALLY_SEARCHED = _("Names, other names and dates of birth")


def _searched() -> forms.CharField:
    return forms.CharField(
        label=_("What did you search?"),
        max_length=300,
        initial=USUALLY_SEARCHED,
        error_messages={"required": _("Say what you searched")},
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
    """The whole list: who is known, which cases cannot be checked yet, what was searched."""

    shown = PairsField(required=False)
    known = PairsField(required=False)
    check_by = PairsField(required=False)
    searched = _searched()

    looks = {"searched": Look(label="s")}

    def clean(self) -> dict[str, Any]:
        try:
            self._known = _people(self.cleaned_data.get("known", []))
            self._looked_up = _people(self.cleaned_data.get("shown", []))
            until = self.cleaned_data.get("check_by", [])
            self._not_yet = {case: date.fromisoformat(day) for case, day in until}
        except ValueError:
            raise forms.ValidationError(PairsField.default_error_messages["invalid"]) from None
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        return {
            "known": self._known,
            "not_yet": self._not_yet,
            "looked_up": self._looked_up,
            "searched": self.cleaned_data["searched"],
        }

    @property
    def ticked(self) -> list[str]:
        """Return what was sent as known, to be ticked again."""
        return cast(QueryDict, self.data).getlist("known") if self.is_bound else []

    @property
    def chosen(self) -> list[str]:
        """Return the days that were sent, to be chosen again."""
        return cast(QueryDict, self.data).getlist("check_by") if self.is_bound else []

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show what a colleague answered meanwhile; the rest stays as it was ticked."""
        self.theirs = {_now("Answered by a colleague"): ", ".join(cast(list[str], theirs["shown"]))}


def _people(pairs: list[tuple[UUID, str]]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for case, person in pairs:
        found[case] |= {UUID(person)} if person else set()
    return dict(found)


class Row(NamedTuple):
    """A person to answer for, as the page shows them."""

    person: Person
    field: forms.BoundField
    said: Any


class AnswerForm(VersionedForm):
    """Whom of one case the agency knows."""

    searched = _searched()
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
            theirs[f"person_{person.id}"] = SAID[said_of(person.id, known, unchecked)]
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


class ButtonForm(PortalForm):
    """A button that asks nothing more. A page may have many, each with a token of its own."""

    @property
    def new_token(self) -> SafeString:
        return format_html('<input type="hidden" name="form_token" value="{}">', uuid4())


class ItemForm(VersionedForm):
    """One thing that the agency knows. Only the text and who may read it are required."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("One thing that you know and that bears on the risk"),
        widget=forms.Textarea,
        max_length=4000,
        required=False,
    )
    each_paragraph = forms.BooleanField(
        label=_("Several paragraphs: make each one an item"), required=False
    )
    who_may_read = forms.ChoiceField(
        label=_("Who may read it"),
        choices=WhoMayRead.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who may read it")},
    )
    restricted_to = forms.TypedMultipleChoiceField(
        label=_("Which agencies? Tick none for the chair and this victim’s IDVA alone"),
        widget=forms.CheckboxSelectMultiple,
        coerce=UUID,
        required=False,
    )
    heading = forms.ChoiceField(
        label=_("Heading that others see"),
        choices=[("", _("Choose a heading")), *SpokenHeading.choices],
        required=False,
    )
    about = forms.TypedChoiceField(label=_("About"), coerce=UUID, empty_value=None, required=False)
    source = forms.CharField(label=_("Source"), max_length=100, required=False)
    period = forms.CharField(label=_("Date or period"), max_length=60, required=False)
    subject = forms.ChoiceField(label=_("Bears on"), required=False)
    nature = forms.ChoiceField(
        label=_("This is"),
        choices=[
            (Nature.FACT.value, _("A fact")),
            (Nature.OPINION.value, _("A professional opinion")),
            (Nature.NOT_SAID.value, Nature.NOT_SAID.label),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        agency: str,
        readers: int,
        agencies: list[Agency],
        parties: list[Party],
        subjects: dict[str, str],
        focus: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, auto_id="item_%s", **kwargs)
        if focus:
            self.fields["text"].widget.attrs["autofocus"] = True
        not_said = ("", Nature.NOT_SAID.label)
        self.offer("restricted_to", [(str(one.pk), one.name) for one in agencies])
        self.offer("about", [not_said, *((str(one.pk), one.full_name) for one in parties)])
        self.offer("subject", [not_said, *subjects.items()])
        self.looks = {
            "text": Look(rows=3, label="s"),
            "each_paragraph": Look(dense=True),
            "who_may_read": Look(
                label="s",
                dense=True,
                hints=_consequences(agency, readers),
                reveals={
                    WhoMayRead.RESTRICTED: ["restricted_to"],
                    WhoMayRead.SPOKEN: ["heading"],
                },
            ),
            "restricted_to": Look(dense=True),
            "nature": Look(dense=True, inline=True),
        }

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        values["about_id"] = values.pop("about")
        return values

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show what a colleague wrote, in the words of the page."""
        for name in ("who_may_read", "heading", "nature", "subject"):
            theirs[name] = self.words_of(name).get(theirs[name], "")
        theirs["about"] = self.words_of("about").get(str(theirs.pop("about_id")), "")
        super().show_theirs(theirs, version)


def _consequences(agency: str, readers: int) -> dict[str, Any]:
    shared = _("All %(number)s agencies at full circulation read it once you submit")
    return {
        WhoMayRead.SHARED: shared % {"number": readers},
        WhoMayRead.RESTRICTED: _(
            "Only agencies that you name, or the chair and this victim’s IDVA. The portal does "
            "not pass it on: tell them yourself"
        ),
        WhoMayRead.SPOKEN: _(
            "You say it in the meeting. Others see no more than a heading; the text stays with you"
        ),
        WhoMayRead.NOT_SHARED: _(
            "No text: only a subject and today’s date, seen by %(agency)s alone"
        )
        % {"agency": agency},
    }
