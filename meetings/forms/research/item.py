"""One item that an agency writes."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.queries.people import Heard
from sharing.fields import Look
from sharing.forms.base import DraftedForm
from sharing.items import check_said
from sharing.models import Agency, Nature, SpokenHeading, WhoMayRead


class ItemForm(DraftedForm):
    """One item that the agency knows. Only the text and its readers are required."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("One thing that you know and that bears on the risk"),
        widget=forms.Textarea,
        max_length=4000,
        required=False,
    )
    each_paragraph = forms.BooleanField(
        label=_("Several paragraphs: make each one an item"), required=False
    )
    who_may_read = forms.ChoiceField(
        label=_("Who may read it"),
        choices=WhoMayRead.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who may read it")},
    )
    restricted_to = forms.TypedMultipleChoiceField(
        label=_("Which agencies? Tick none for the chair and this victim’s IDVA alone"),
        widget=forms.CheckboxSelectMultiple,
        coerce=UUID,
        required=False,
    )
    heading = forms.ChoiceField(
        label=_("What it is about, as others see it"),
        choices=[("", _("Choose a heading")), *SpokenHeading.choices],
        required=False,
    )
    about = forms.TypedChoiceField(label=_("About"), coerce=UUID, empty_value=None, required=False)
    source = forms.CharField(label=_("Source"), max_length=100, required=False)
    period = forms.CharField(label=_("Date or period"), max_length=60, required=False)
    subject = forms.ChoiceField(label=_("Bears on"), required=False)
    nature = forms.ChoiceField(
        label=_("This is"),
        choices=[
            (Nature.FACT.value, _("A fact")),
            (Nature.OPINION.value, _("A professional opinion")),
            (Nature.NOT_SAID.value, Nature.NOT_SAID.label),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        agency: str,
        readers: int,
        advocate: str,
        agencies: list[Agency],
        parties: list[Heard],
        subjects: dict[str, str],
        focus: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, auto_id="item_%s", **kwargs)
        if focus:
            self.fields["text"].widget.attrs["autofocus"] = True
        not_said = ("", Nature.NOT_SAID.label)
        self.offer("restricted_to", [(str(one.pk), one.name) for one in agencies])
        people = ((str(one.id), one.with_referral(one.party.full_name)) for one in parties)
        self.offer("about", [not_said, *people])
        self.offer("subject", [not_said, *subjects.items()])
        self.looks = {
            "text": Look(rows=3, label="s"),
            "each_paragraph": Look(dense=True),
            "who_may_read": Look(
                label="s",
                dense=True,
                hints=_consequences(agency, readers, advocate),
                reveals={
                    WhoMayRead.RESTRICTED: ["restricted_to"],
                    WhoMayRead.SPOKEN: ["heading"],
                },
            ),
            "restricted_to": Look(dense=True),
            "nature": Look(dense=True, inline=True),
        }

    # Whether all that an item must say is to be said: not as long as it is typed.
    whole = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.whole:
            names = ("text", "who_may_read", "heading")
            self.add_broken(check_said, **{name: cleaned.get(name, "") for name in names})
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        values["about_id"] = values.pop("about")
        return values

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show a colleague's text beside the typed text."""
        super().show_theirs(theirs | {"about": theirs["about_id"]}, version)


def _consequences(agency: str, readers: int, advocate: str) -> dict[str, Any]:
    """Return the consequence of each choice."""
    chosen = _(
        "Only agencies that you name read it once you submit; if you name none, the chair and this "
        "victim’s IDVA, %(advocate)s. It stands in no minutes and on no page of the meeting"
    )
    nobody = _(
        "Only agencies that you name read it once you submit; if you name none, the chair, and this "
        "victim’s IDVA once the IDVA service has named one. It stands in no minutes and on no page "
        "of the meeting"
    )
    shared = _("All %(number)s agencies at full circulation read it once you submit")
    return {
        WhoMayRead.SHARED: shared % {"number": readers},
        WhoMayRead.RESTRICTED: chosen % {"advocate": advocate} if advocate else nobody,
        WhoMayRead.SPOKEN: _(
            "Your representative says it in the meeting. Here your agency alone reads it. Others who "
            "read the case see the heading that you choose, once you submit, and nothing more: not "
            "how much it is either"
        ),
        WhoMayRead.NOT_SHARED: _(
            "No text: only a subject and today’s date, seen by %(agency)s alone"
        )
        % {"agency": agency},
    }
