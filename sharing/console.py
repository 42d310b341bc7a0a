"""Asking at the console what a form asks on a page: each field is an option of the command, and
what was not given is asked for, where somebody is there to answer."""

import sys
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser, OutputWrapper

from sharing.forms.messages import name_in_messages

Form = type[forms.Form]


def option(name: str) -> str:
    """Return how the command calls a field."""
    return "--" + name.replace("_", "-")


def fields_of(form_class: Form) -> dict[str, forms.Field]:
    """Return the fields in the order of the form, with messages that name them."""
    fields: dict[str, forms.Field] = form_class().fields
    for field in fields.values():
        name_in_messages(field, str(field.label))
    return fields


def add_options(parser: CommandParser, form_class: Form) -> None:
    """The command has an option for each field of the form."""
    for name, field in fields_of(form_class).items():
        parser.add_argument(option(name), help=_question(field).replace("%", "%%"))


def answers(form_class: Form, options: Mapping[str, Any], output: OutputWrapper) -> dict[str, Any]:
    """Return what the form says, from the options and, at a terminal, from who sits there."""
    fields = fields_of(form_class)
    given = {name: options[name] for name in fields if options[name] is not None}
    if sys.stdin.isatty():
        missing = {name: field for name, field in fields.items() if name not in given}
        given |= {name: _ask(field, output) for name, field in missing.items()}
    initial = {name: field.initial for name, field in fields.items() if field.initial is not None}
    form = form_class(initial | given)
    if not form.is_valid():
        raise CommandError("\n".join(_wrong(form.errors)))
    return dict(form.cleaned_data)


def _question(field: forms.Field) -> str:
    """Return what is asked: the label, the hint, and what stands if nothing is answered."""
    hint = f" ({field.help_text})" if field.help_text else ""
    beside = f" [{field.initial}]" if field.initial not in (None, "") else ""
    return f"{field.label}{hint}{beside}"


def _ask(field: forms.Field, output: OutputWrapper) -> str:
    while True:
        typed = input(f"{_question(field)}: ").strip() or str(field.initial or "")
        try:
            field.clean(typed)
        except ValidationError as error:
            output.write(" ".join(error.messages))
        else:
            return typed


def _wrong(errors: Mapping[str, Any]) -> list[str]:
    return [f"{option(name)}: {' '.join(map(str, words))}" for name, words in errors.items()]
