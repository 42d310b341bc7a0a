"""How a form field looks, and a date of three parts.

A form says how its fields look in one place, the class attribute ``looks``; whatever is not
said has GOV.UK's own look. What a field *is* (its label, hint, choices, whether it is required)
stays with Django's field: ``label``, ``help_text``, ``choices``, ``required``::

    class ReferralForm(forms.Form):
        agrees = forms.ChoiceField(
            label=_("Does the victim agree to the referral?"),
            help_text=_("It may be made without. Agreement is asked, not the lawful basis."),
            choices=[("yes", _("Yes")), ("no", _("No")), ("not_asked", _("Not asked"))],
            widget=forms.RadioSelect,
        )
        why_not = forms.CharField(label=_("What makes it unsafe to ask?"), widget=forms.Textarea)
        born = GovDateField(label=_("Date of birth"), help_text=_("For example, 27 3 1994"))

        looks = {
            "agrees": Look(
                label="m",
                hints={"not_asked": _("Asking may put her at risk")},
                reveals={"not_asked": ["why_not"]},
            ),
            "why_not": Look(rows=3),
            "born": Look(autocomplete="bday"),
        }

A template writes ``{{ form }}`` for all fields in their order, or ``{{ form.agrees.as_field_group
}}`` for one with its label, hint and error, or ``{{ form.agrees }}`` for the bare input. Fields
that another one reveals are drawn inside it and nowhere else. A form whose looks depend on its data
sets ``self.looks`` in ``__init__``.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.numbers import small_number

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"

PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class Look:
    """The look of one field; every part of it is optional.

    Any field:
        ``label``: size of label or legend, one of s, m, l, xl.
        ``page_heading``: the label is the ``<h1>`` of the page.
        ``label_hidden``: the label is read out, not shown.
        ``group_classes``: classes on the group round label and input.
        ``described_by``: identifier of a further element that describes the input.

    Inputs, textareas and selects:
        ``width``: a number of characters (2, 3, 4, 5, 10, 20, 30) for an input, or a share of
        the column ("one-half", "full", …) for any of them.
        ``classes``: further classes on the input itself.
        ``autocomplete``, ``inputmode``, ``spellcheck``, ``autocapitalize``: as in HTML. Of a
        date, ``autocomplete="bday"`` becomes bday-day, bday-month and bday-year.
        ``prefix``, ``suffix``: words before and after the input. ``rows``: of a textarea.

    Radios and check boxes:
        ``inline``: beside each other (check boxes: only with ``dense``). ``small``: GOV.UK's
        small ones. ``dense``: ours, smaller still, for pages that are worked in all day.
        ``hints``: a hint for a choice, by its value.
        ``reveals``: names of the fields that a choice opens, by its value.
        ``dividers``: a word ("or") above a choice, by its value.
        ``exclusive``: the value that unticks all others ("None of these").
        ``fieldset=False``: no fieldset and legend, for a row of a table; ``labelled_by`` then
        is the identifier of the row's heading.
    """

    label: Literal["", "s", "m", "l", "xl"] = ""
    page_heading: bool = False
    label_hidden: bool = False
    group_classes: str = ""
    described_by: str = ""
    width: int | str = ""
    classes: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    spellcheck: bool | None = None
    autocapitalize: str = ""
    prefix: Words = ""
    suffix: Words = ""
    rows: int = 5
    inline: bool = False
    small: bool = False
    dense: bool = False
    hints: Mapping[Any, Words] = field(default_factory=dict)
    reveals: Mapping[Any, Sequence[str]] = field(default_factory=dict)
    dividers: Mapping[Any, Words] = field(default_factory=dict)
    exclusive: Any = None
    fieldset: bool = True
    labelled_by: str = ""


class DateInput(forms.MultiWidget):
    """Day, month and year in three boxes, named ``name-day``, ``name-month``, ``name-year``."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput() for _part in PARTS], attrs)
        self.widgets_names = [f"-{part}" for part in PARTS]

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, datetime.date):
            return [value.day, value.month, value.year]
        return [None, None, None]


THE_DATE = _("The date")

# Whole sentences, not parts put together: another language may order them otherwise.
MISSING = {
    ("day",): _("%(name)s must include a day"),
    ("month",): _("%(name)s must include a month"),
    ("year",): _("%(name)s must include a year"),
    ("day", "month"): _("%(name)s must include a day and month"),
    ("day", "year"): _("%(name)s must include a day and year"),
    ("month", "year"): _("%(name)s must include a month and year"),
}


class GovDateField(forms.Field):
    """A date typed as day, month and year; the month may be a word ("March", "mar").

    ``name`` stands in the messages ("Date of birth must include a year"); without it they say
    "The date". What was typed is kept as it was typed. What ``happened`` did so today or before:
    the rule of the operation, said here too so that it is said with all else that is wrong.
    """

    widget = DateInput
    default_error_messages = {
        "required": _("Enter a date"),
        "real": _("%(name)s must be a real date, like 27 3 2026"),
        "year": _("%(name)s must have a year of 4 numbers"),
        "future": _("%(name)s must be today or earlier"),
    }

    def __init__(self, *, name: Words = THE_DATE, happened: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name = name
        self.happened = happened

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if self.happened and value and value > clock.today():
            raise self.wrong(self.error_messages["future"], "future", PARTS)

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values or isinstance(value, datetime.date):
            return value or None
        typed = {part: (text or "").strip() for part, text in zip(PARTS, value, strict=True)}
        missing = tuple(part for part in PARTS if not typed[part])
        if len(missing) == len(PARTS):
            return None
        if missing:
            raise self.wrong(MISSING[missing], "incomplete", missing)
        year, month, day = typed["year"], month_number(typed["month"]), typed["day"]
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise self.wrong(self.error_messages["year"], "year", ("year",))
        try:
            return datetime.date(int(year), month, small_number(day))
        except ValueError:
            raise self.wrong(self.error_messages["real"], "real", PARTS) from None

    def wrong(self, message: Words, code: str, parts: tuple[str, ...]) -> ValidationError:
        """The error, and the parts that it is about, so that only these are marked."""
        return ValidationError(message, code=code, params={"name": self.name, "parts": parts})


def month_number(typed: str) -> int:
    """The number of a month typed as a number or as a word; 0 where it is neither."""
    if typed.isascii() and typed.isdigit():
        return small_number(typed)
    word = typed.casefold().rstrip(".")
    # The page's language, and English beside it: people write as they are used to.
    for language in (get_language(), "en"):
        with override(language):
            for number in MONTHS:
                if word in (str(MONTHS[number]).casefold(), str(MONTHS_3[number]).casefold()):
                    return number
    return 0
