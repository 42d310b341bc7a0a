"""What every form of the portal has: messages that name their field, a token that makes a double
post one, and where a row is edited the version that was read."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sharing.fields import Words
from sharing.forms.messages import name_in_messages

# What is sent, and its words.
Choice = tuple[str, Words]


class NamingForm(forms.Form):
    """A form whose messages say which field they are about."""

    def offer(self, name: str, choices: Iterable[Choice]) -> None:
        """Whoever fills in that field chooses among these."""
        self._chosen(name).choices = list(choices)

    def words_of(self, name: str) -> dict[Any, Any]:
        """Return the words of each choice of that field, by what is sent."""
        return dict(cast(Iterable[Choice], self._chosen(name).choices))

    def _chosen(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def full_clean(self) -> None:
        # Not when the form is made: many fields come, or get their label, after that.
        for name, field in self.fields.items():
            name_in_messages(field, str(self[name].label))
        super().full_clean()


class PortalForm(NamingForm):
    """A form that does its work once, however often it is sent."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    # What somebody else wrote meanwhile, by label; the page shows both texts.
    theirs: dict[str, object]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs = {}

    @property
    def new_token(self) -> SafeString:
        """Return a field with a token of its own, for a page that has the form many times."""
        return format_html('<input type="hidden" name="form_token" value="{}">', uuid4())

    @property
    def values(self) -> dict[str, Any]:
        """Return the cleaned values that an operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_token"}

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show what stands now beside what was typed; sent again, the typed text replaces it."""
        self.theirs = {
            str(self.fields[name].label or name): value
            for name, value in theirs.items()
            if name in self.fields
        }
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data


class VersionedForm(PortalForm):
    """A form that edits a row: sent with an old version it overwrites nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput)
