"""The source and the day of a statement: the pair of fields for anything that somebody confirmed or
heard."""

from django import forms

from sharing.fields import GovDateField, Words


def said_by(label: Words, missing: Words, help_text: Words = "") -> forms.CharField:
    """Return the field for the person who said it."""
    return forms.CharField(
        label=label, help_text=help_text, max_length=120, error_messages={"required": missing}
    )


def happened_on(label: Words, name: Words, missing: Words) -> GovDateField:
    """Return the field for the day, which is in the past."""
    return GovDateField(happened=True, label=label, name=name, error_messages={"required": missing})
