"""The base of every form of the portal: messages that name their field, a token that makes a double
post one, and for an edited row the version that was read and what each field showed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sharing import encryption
from sharing.blank import is_blank
from sharing.differences import Difference, compare
from sharing.fields import Words
from sharing.forms.messages import name_in_messages
from sharing.rules import ChangedBy, Overtaken, RuleBroken

# The sent value, and its words.
Choice = tuple[str, Words]

# What every form sends of itself, which no operation is given.
OF_THE_FORM = ("form_token", "opened_with")


class NamingForm(forms.Form):
    """A form whose messages say which field they are about."""

    def offer(self, name: str, choices: Iterable[Choice]) -> None:
        """Set the choices of that field."""
        self._chosen(name).choices = list(choices)

    def words_of(self, name: str) -> dict[Any, Any]:
        """Return the words of each choice of that field, by the sent value."""
        return dict(cast(Iterable[Choice], self._chosen(name).choices))

    def _chosen(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def full_clean(self) -> None:
        # Not when the form is made, because many fields are added, or get their label, after that.
        for name, field in self.fields.items():
            name_in_messages(field, str(self[name].label))
        super().full_clean()
        for name, value in list(getattr(self, "cleaned_data", {}).items()):
            # What is typed there may be invisible, as a zero-width space is that was pasted.
            wanted = name in self.fields and self.fields[name].required
            if wanted and isinstance(value, str) and is_blank(value):
                self.add_error(name, self.fields[name].error_messages["required"])


class PortalForm(NamingForm):
    """A form that does its work once, however often it is sent."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    # What its button says, where it stands on more than one page.
    button: Words = _("Save")

    # Whether somebody else changed the row meanwhile; the page shows both texts.
    overtaken = False
    differences: list[Difference]
    # If many things are changed at once: those that are already as typed, in one line.
    alike = ""
    changed_by: ChangedBy | None = None
    # The effect of sending the form again.
    again: Words = _("Sent again, it takes the place of what stands now.")
    # What became of the row, if the form cannot be sent again or would replace nothing.
    gone: Words = ""
    # The labels of the fields that somebody else changed and the sender did not touch: they hold
    # what stands now.
    taken: list[str]
    # Whether the form was overtaken, and is sent again without asking its sender.
    settled = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences, self.taken = [], []

    @classmethod
    def effect(cls, sent: Mapping[str, list[str]]) -> str:
        """Return what sending these values does, where they alone do not tell their reader."""
        return ""

    def add_broken(self, rule: Callable[..., object], *given: Any, **more: Any) -> None:
        """Show the message of a rule of the operation. The rule is asked here as well, so that its
        message comes with all other errors and not when the form is sent again."""
        try:
            rule(*given, **more)
        except RuleBroken as broken:
            for one in broken.each:
                if one.field not in self.errors:
                    self.say(one)

    def say(self, broken: RuleBroken) -> None:
        """Show an operation's error at its field or, if it names only the typed text, at the field
        with that text."""
        self.add_error(self._typed_into(broken.typed) or broken.field, str(broken.words))

    def say_once(self, words: Iterable[str | Promise]) -> None:
        """Show errors of the whole form that an operation may have raised already."""
        for one in map(str, words):
            if one not in self.non_field_errors():
                self.add_error(None, one)

    def _typed_into(self, text: str) -> str | None:
        typed = " ".join(text.split())
        given = self.cleaned_data.items() if typed else ()
        return next((name for name, value in given if typed in " ".join(str(value).split())), None)

    @property
    def new_token(self) -> SafeString:
        """Return a field with its own token, for a page that has the form many times."""
        return format_html('<input type="hidden" name="form_token" value="{}">', uuid4())

    @property
    def values(self) -> dict[str, Any]:
        """Return the cleaned values for an operation."""
        given = self.cleaned_data.items()
        return {name: value for name, value in given if name not in OF_THE_FORM}

    @property
    def words_of_taken(self) -> str:
        """Return which fields hold what stands now, or nothing."""
        if not self.taken:
            return ""
        words = _("Changed elsewhere meanwhile, and kept as it stands now: %(fields)s.")
        return words % {"fields": ", ".join(dict.fromkeys(self.taken))}

    def overtaken_by(self, overtaken: Overtaken) -> None:
        """Show the text that somebody else wrote meanwhile, and their name."""
        self.changed_by = overtaken.changed_by
        self.show_theirs(overtaken.theirs, overtaken.version)

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show the present values beside the typed ones, if they differ. The typed text replaces
        them if the form is sent again. An empty present value is not shown, because it is no text
        to lose."""
        self.overtaken = True
        found = []
        for name in (name for name in self.fields if name in theirs):
            standing = self.in_words(name, theirs[name])
            typed = self.in_words(name, self.cleaned_data.get(name))
            if standing and standing != typed:
                found.append(compare(str(self[name].label), standing, typed))
        self.differences = found
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data

    def in_words(self, name: str, value: object) -> str:
        """Return the value of a field in the words of the page."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            words = {str(key): str(said) for key, said in self.words_of(name).items()}
            values = value if isinstance(value, list | tuple) else [value]
            return ", ".join(words.get(str(one), "") for one in values if one not in (None, ""))
        if isinstance(field, forms.BooleanField):
            return str(_("Yes")) if value else str(_("No"))
        if isinstance(value, date):
            return date_format(value)
        return "" if value is None else "\n".join(str(value).split("\r\n")).strip()


class VersionedForm(PortalForm):
    """A form that edits a row. With an old version it overwrites nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MergedForm(VersionedForm):
    """A form that edits the values of a row. If somebody else changed the row since the page was
    opened, a field that the sender did not touch takes what stands now, and one that nobody else
    changed keeps what was typed. Only what both changed is in conflict."""

    # What each field showed when the page was opened, as keyed hashes.
    opened_with = forms.CharField(widget=forms.HiddenInput, required=False)

    # Whether it is saved at once if no field was changed by both, because each stands on its own.
    saved_at_once = False

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name != "opened_with":
            return super().get_initial_for_field(field, field_name)
        shown = {name: self[name].initial for name in self.fields if not self[name].is_hidden}
        return self._marks(shown)

    def together(self, name: str) -> tuple[str, ...]:
        """Return the fields that say something only together with that one, and it."""
        return (name,)

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show the present values beside the typed ones where both were changed, and take the
        others."""
        typed = {name: self.cleaned_data.get(name) for name in self.fields if name in theirs}
        standing = {name: theirs[name] for name in typed}
        opened_with = self.cleaned_data.get("opened_with", "")
        left = dict(standing)
        if opened_with:
            mine, others = self._changed(typed, opened_with), self._changed(standing, opened_with)
            for name in typed:
                here = self.together(name)
                if not others.intersection(here):
                    del left[name]
                elif not mine.intersection(here) and self._take(name, standing[name]):
                    del left[name]
                    self.taken.append(str(self[here[0]].label))
        super().show_theirs(left, version)
        marks = self._marks(self.cleaned_data | standing) if opened_with else ""
        cast(QueryDict, self.data)[self.add_prefix("opened_with")] = marks
        self.settled = self.saved_at_once and bool(opened_with) and not self.differences

    def _changed(self, values: dict[str, Any], opened_with: str) -> set[str]:
        shown = set(opened_with.split("."))
        return {name for name in values if self._mark(name, values[name]) not in shown}

    def _marks(self, values: Mapping[str, Any]) -> str:
        return ".".join(self._mark(name, values[name]) for name in values if name in self.fields)

    def _mark(self, name: str, value: object) -> str:
        ordered = sorted(value, key=str) if isinstance(value, list | tuple) else value
        said = f"{name}\n{self.in_words(name, ordered)}"
        return encryption.keyed_hash("form field", said).hex()[:16]

    def _take(self, name: str, value: Any) -> bool:
        """Put that value into the field as if it was typed. Return whether it is read as that."""
        field, key = self.fields[name], self.add_prefix(name)
        data = cast(QueryDict, self.data).copy()
        if isinstance(field.widget, forms.MultiWidget):
            widget = cast(Any, field.widget)
            parts = zip(widget.widgets_names, widget.decompress(value), strict=True)
            sent = {f"{key}{part}": [one] for part, one in parts}
        else:
            sent = {key: list(value) if isinstance(value, list | tuple) else [value]}
        for one, values in sent.items():
            data.setlist(one, ["" if said is None else str(said) for said in values])
        try:
            read = field.clean(field.widget.value_from_datadict(data, self.files, key))
        except ValidationError:
            return False
        if self.in_words(name, read) != self.in_words(name, value):
            return False
        self.data, self.cleaned_data[name] = data, read
        return True


class DraftedForm(VersionedForm):
    """A form whose text is kept before it is sent. With an old version of the draft it does not
    overwrite the draft either."""

    draft_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def show_typed(self, theirs: dict[str, object], version: int) -> None:
        """Show the text that a colleague typed into the same form and has not sent, beside the text
        typed here. `version` is that of the draft."""
        read = self.data.get("version", "")
        PortalForm.show_theirs(self, theirs, version)
        data = cast(QueryDict, self.data)
        data["version"], data["draft_version"] = read, str(version)
