"""A file that an agency attaches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import Look
from sharing.forms.base import PortalForm
from sharing.models import WhoMayRead
from sharing.vault.kinds import ENDINGS


class FileForm(PortalForm):
    """One file, and who may open it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Up to 20 MB: a PDF, a picture, Word, Excel, plain text or an e-mail, without a "
            "password or macros"
        ),
        allow_empty_file=True,  # the vault says so, as of whatever else it does not take
        error_messages={
            "required": _("Choose a file"),
            "missing": _("Choose a file"),
            "invalid": _("Choose a file"),
        },
    )
    who_may_read = forms.ChoiceField(
        label=_("Who may open it"),
        choices=[
            (WhoMayRead.SHARED.value, WhoMayRead.SHARED.label),
            (WhoMayRead.RESTRICTED.value, _("Your agency alone")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who may open it")},
    )

    def __init__(self, *args: Any, readers: int, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="file_%s", **kwargs)
        self.fields["file"].widget.attrs |= {"accept": ",".join(ENDINGS)}
        shared = _("All %(number)s agencies at full circulation can open it once you submit")
        self.looks = {
            "file": Look(label="s"),
            "who_may_read": Look(
                label="s",
                dense=True,
                hints={
                    WhoMayRead.SHARED: shared % {"number": readers},
                    WhoMayRead.RESTRICTED: _(
                        "Nobody else learns that it is here. The portal does not pass it on: show "
                        "it yourself to those who need it"
                    ),
                },
            ),
        }
