"""The messages about a field that is missing or wrong: every message names its field.

A field with a message of its own (``error_messages``) keeps it. A translator finds complete
sentences, with the label as it is (``label``) and as it is within a sentence (``name``), and uses
the one that the language needs."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.fields import GovDateField

CHOICES = (forms.ChoiceField, forms.MultipleChoiceField)


def name_in_messages(field: forms.Field, label: str) -> None:
    """Make the messages of this field name it."""
    words = {"label": label, "name": within_a_sentence(label)}
    for code, say in SAID.items():
        if not is_own(field, code):
            field.error_messages[code] = say(field, words)


def is_own(field: forms.Field, code: str) -> bool:
    """Return whether the message was written for this field or this kind of field."""
    message = field.error_messages.get(code)
    if message is None or message is GovDateField.default_error_messages.get(code):
        return False
    defaults = (
        getattr(kind, "default_error_messages", {})
        for kind in type(field).__mro__
        if kind.__module__.startswith("django.")
    )
    return not any(message is default.get(code) for default in defaults)


def within_a_sentence(label: str) -> str:
    """Return a label with a small first letter; an abbreviation stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def missing(field: forms.Field, words: dict[str, str]) -> str:
    """Return the message for an empty field."""
    if field.widget.is_hidden:
        return _("This page was sent in part only. Open it again.")
    if isinstance(field, forms.BooleanField):
        return _("Tick “%(label)s”") % words
    asks = words["label"].endswith("?")
    if isinstance(field, CHOICES):
        if asks:
            return _("Select an answer to “%(label)s”") % words
        return _("Select the %(name)s") % words
    if asks:
        return _("Enter an answer to “%(label)s”") % words
    return _("Enter the %(name)s") % words


def misread(field: forms.Field, words: dict[str, str]) -> str:
    """Return the message for a value that the field cannot read."""
    if field.widget.is_hidden:
        return _("This page was sent in part only. Open it again.")
    if isinstance(field, forms.EmailField):
        return _("Enter an e-mail address, like name@example.org")
    if isinstance(field, forms.IntegerField):
        return _("“%(label)s” must be a whole number, like 3") % words
    if isinstance(field, forms.TimeField):
        return _("“%(label)s” must be a time, like 14:30") % words
    return _("“%(label)s” is not written as it must be") % words


def not_a_choice(field: forms.Field, words: dict[str, str]) -> str:
    """Return the message for an answer that was not offered."""
    return _("Select one of the choices for “%(label)s”") % _kept(words)


def too_long(field: forms.Field, words: dict[str, str]) -> str:
    """Return the message for too many characters."""
    return ngettext(
        "“%(label)s” must be %(most)s character or fewer. It has %(has)s.",
        "“%(label)s” must be %(most)s characters or fewer. It has %(has)s.",
        getattr(field, "max_length", None) or 0,
    ) % _kept(words, most="limit_value", has="show_value")


def too_short(field: forms.Field, words: dict[str, str]) -> str:
    """Return the message for too few characters."""
    return ngettext(
        "“%(label)s” must be %(least)s character or more",
        "“%(label)s” must be %(least)s characters or more",
        getattr(field, "min_length", None) or 0,
    ) % _kept(words, least="limit_value")


def too_much(field: forms.Field, words: dict[str, str]) -> str:
    """Return the message for a number above the highest."""
    return _("“%(label)s” must be %(most)s or less") % _kept(words, most="limit_value")


def too_little(field: forms.Field, words: dict[str, str]) -> str:
    """Return the message for a number below the lowest."""
    return _("“%(label)s” must be %(least)s or more") % _kept(words, least="limit_value")


def unreadable(field: forms.Field, words: dict[str, str]) -> str:
    """Return the message for a character that no keyboard types."""
    return _("“%(label)s” holds a character that cannot be kept. Type it anew.") % _kept(words)


def _kept(words: dict[str, str], **numbers: str) -> dict[str, str]:
    """Return the values for a message that Django fills in once more with numbers that only it
    knows. The places of these numbers stay places, and a per cent sign in a label stays a sign."""
    labels = {name: said.replace("%", "%%") for name, said in words.items()}
    return labels | {name: f"%({number})s" for name, number in numbers.items()}


SAID: dict[str, Callable[[forms.Field, dict[str, str]], str]] = {
    "required": missing,
    "invalid": misread,
    "invalid_choice": not_a_choice,
    "invalid_list": not_a_choice,
    "max_length": too_long,
    "min_length": too_short,
    "max_value": too_much,
    "min_value": too_little,
    "null_characters_not_allowed": unreadable,
}
