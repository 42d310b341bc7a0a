"""A kept form in the words of the page that it was typed into."""

from collections.abc import Iterable
from typing import NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sharing.case_addresses import IDENTIFIER
from sharing.fields import PARTS, GovDateField
from sharing.forms.base import Choice
from sharing.queries.kept_forms import Kept

# Fields by which a page says what it showed; they tell a reader nothing.
MARKS = (
    "draft_version",
    "drafted",
    "opened_with",
    "shown",
    "shown_as",
    "unsent",
    "version",
)
# Nobody knows whether there was a file: one sent by a signed-out person is not even read.
NO_FILE = gettext_lazy("A file is not kept. Send this, and then choose it again.")


class Row(NamedTuple):
    """One field that was filled in, in the words of the page."""

    label: str
    said: list[str]


def rows_of(kept: Kept, form: forms.Form | type[forms.Form] | None) -> list[Row]:
    """Return the filled-in fields, each with its label and the words of its choices: those of the
    form as its page makes it now or, where the page does not open, of its class. Fields that no
    page shows, such as a version, and empty fields are left out."""
    sent = {name: values for name, values in kept.fields if any(values) and name not in MARKS}
    rows = []
    for name, field in _fields(form).items():
        values = [str(NO_FILE)] if isinstance(field, forms.FileField) else _take(sent, name, field)
        if values and (field.label or not field.widget.is_hidden):
            rows.append(Row(str(field.label or _readable(name)), _said(field, values)))
    # The form no longer exists, or has fields that only the case knows.
    rows += [Row(_readable(name), _plain(values)) for name, values in sent.items()]
    effect = getattr(form, "effect", None)
    if effect and (said := effect(dict(kept.fields))):
        rows.append(Row(_("If you send it"), [said]))
    return [row for row in rows if row.label]


def _fields(form: forms.Form | type[forms.Form] | None) -> dict[str, forms.Field]:
    if form is None:
        return {}
    return form.fields if isinstance(form, forms.Form) else form.base_fields


def _take(sent: dict[str, list[str]], name: str, field: forms.Field) -> list[str]:
    """Return the values sent for the field, and remove them from the rest."""
    if not isinstance(field, GovDateField):
        return sent.pop(name, [])
    typed = [sent.pop(f"{name}-{part}", [""])[0] for part in PARTS]
    return typed if any(typed) else []


def _said(field: forms.Field, values: list[str]) -> list[str]:
    if isinstance(field, GovDateField):
        return [_date_in_words(field, values)]
    if isinstance(field, forms.ChoiceField):
        words = {str(value): str(said) for value, said in cast(Iterable[Choice], field.choices)}
        if all(value in words for value in values):
            return [words[value] for value in values]
        return _plain(values)
    if isinstance(field, forms.BooleanField):
        return [_("Yes")]
    return _plain(values)


def _date_in_words(field: GovDateField, typed: list[str]) -> str:
    try:
        day = field.to_python(typed)
    except ValidationError:
        day = None
    return date_format(day) if day else " ".join(part for part in typed if part)


def _plain(values: list[str]) -> list[str]:
    """Return the typed text. An identifier tells a reader nothing, so identifiers are counted
    instead."""
    typed = [value for value in values if value]
    if any(IDENTIFIER.match(value) for value in typed):
        return [
            ngettext("%(number)s chosen", "%(number)s chosen", len(typed)) % {"number": len(typed)}
        ]
    return typed


def _readable(name: str) -> str:
    """Return the name of a field as words, without an identifier in it."""
    return IDENTIFIER.sub("", name).replace("_", " ").strip()
