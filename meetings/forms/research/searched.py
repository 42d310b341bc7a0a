"""The search of an agency: by which details, and where."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import SearchedBy
from meetings.rules.searched import EVERYTHING
from sharing.fields import Look

# The initial text until an agency has said where it searches; after that, its last text.
USUALLY_SEARCHED = _("Our own records")


def searched_by_field(widget: type[forms.Widget] = forms.CheckboxSelectMultiple) -> forms.Field:
    """Return the field for the details by which people were searched; usually it stays as it is."""
    return forms.MultipleChoiceField(
        label=_("What did you search by?"),
        choices=SearchedBy.choices,
        widget=widget,
        initial=EVERYTHING,
        error_messages={"required": _("Say what you searched by")},
    )


def searched_field(widget: type[forms.Widget] = forms.TextInput) -> forms.Field:
    """Return the field for the places searched, which the portal remembers."""
    return forms.CharField(
        label=_("In which systems?"),
        max_length=300,
        widget=widget,
        error_messages={"required": _("Say in which systems you searched")},
    )


def said_before(searched: str) -> str | Promise:
    """Return the initial text: where the agency searched last."""
    return searched or USUALLY_SEARCHED


LOOKS = {"searched_by": Look(dense=True, inline=True), "searched": Look(label="s")}
