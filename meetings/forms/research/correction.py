"""That somebody knows of a correction."""

from django import forms

from sharing.forms.base import PortalForm


class AcknowledgeForm(PortalForm):
    """What stood there when they said so, if they may read it."""

    now = forms.UUIDField(required=False, widget=forms.HiddenInput)
