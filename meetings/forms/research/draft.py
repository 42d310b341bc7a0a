"""The text typed into a return before it is sent. It is kept as it is, however little there is."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meetings.forms.research.answer import AnswerForm
from meetings.forms.research.item import ItemForm
from meetings.rules.research import paragraphs
from sharing.forms.base import DraftedForm
from sharing.models import WhoMayRead
from sharing.queries.drafts import Said

OF_ITEM = (
    "text",
    "each_paragraph",
    "who_may_read",
    "heading",
    "about",
    "source",
    "period",
    "subject",
    "nature",
)
# Without one of these an item says nothing: the other fields are chosen from the start.
SAYS_SOMETHING = ("text", "heading", "about", "source", "period", "subject")


def typed_answers(sent: QueryDict) -> Said:
    """Return the typed answers about the people whom the agency knows; empty if they were
    discarded."""
    if "discard" in sent:
        return {}
    names = [name for name in sent if name.startswith("person_")]
    said: Said = {name: sent.get(name, "") for name in (*names, "searched", "check_by")}
    return said | {"searched_by": sent.getlist("searched_by")}


def typed_item(sent: QueryDict) -> Said:
    """Return the typed item; empty if it says nothing yet or was discarded. The text of an item
    that is not to be shared is not kept, not even before it is submitted."""
    if "discard" in sent:
        return {}
    said: Said = {name: sent.get(name, "") for name in OF_ITEM}
    if not says_something(sent):
        return {}
    if said["who_may_read"] == WhoMayRead.NOT_SHARED:
        said["text"] = ""
    return said | {"restricted_to": sent.getlist("restricted_to")}


def says_something(sent: QueryDict) -> bool:
    """Return whether somebody did more to the form of an item than open it."""
    return any(sent.get(name, "").strip() for name in SAYS_SOMETHING)


class Unfinished(DraftedForm):
    """A form that may still lack everything."""

    again = _("Nothing is saved until you choose.")
    whole = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            if name != "form_token":
                self.fields[name].required = False

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show a colleague's text beside the text typed here."""
        self.show_typed(theirs, version)


class UnfinishedAnswers(Unfinished, AnswerForm):
    """An unfinished answer about the people of one case whom the agency knows."""


class UnfinishedItem(Unfinished, ItemForm):
    """An unfinished item."""


class SubmitForm(ItemForm):
    """Submits the return, with the text typed last."""

    again = _("What your colleague typed goes with the return only where you take it over here.")

    # How what it sends stood when the page was shown.
    unsent = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who_may_read"].required = self.whole = self._says_something

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show a colleague's text beside the text typed here."""
        self.show_typed(theirs, version)

    @property
    def last(self) -> list[dict[str, Any]]:
        """Return what was typed last as items; none where nothing was."""
        if not self._says_something:
            return []
        said = self.values
        for name in ("version", "draft_version", "unsent"):
            said.pop(name)
        text = said.pop("text")
        texts = paragraphs(text) if said.pop("each_paragraph") else [text]
        return [said | {"text": one} for one in texts or [""]]

    @property
    def _says_something(self) -> bool:
        return isinstance(self.data, QueryDict) and says_something(self.data)
