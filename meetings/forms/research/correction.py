"""The acknowledgement of a correction."""

from django import forms

from sharing.forms.base import PortalForm


class AcknowledgeForm(PortalForm):
    """The text that was there at the acknowledgement, if the reader may read it."""

    now = forms.UUIDField(required=False, widget=forms.HiddenInput)
