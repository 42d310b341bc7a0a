"""What an agency searched."""

from django import forms
from django.utils.translation import gettext_lazy as _

USUALLY_SEARCHED = _("Names, other names and dates of birth")


def searched_field() -> forms.CharField:
    """Return the field for what was searched; usually it stays as it is."""
    return forms.CharField(
        label=_("What did you search?"),
        max_length=300,
        initial=USUALLY_SEARCHED,
        error_messages={"required": _("Say what you searched")},
    )
