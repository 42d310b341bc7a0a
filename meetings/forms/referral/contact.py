"""The safe way to reach a victim, given in a referral, for the victim, or with a return."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.referral.said import happened_on, said_by
from meetings.rules.contact import check_contact
from sharing import clock
from sharing.fields import Look
from sharing.forms.base import MergedForm, PortalForm
from sharing.models import ContactWay


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=200, required=False)


class SafeContactForm(PortalForm):
    """The one safe way to reach the victim, who confirmed it and when."""

    phone_watched = forms.BooleanField(
        label=_("Somebody else may see or hear the victim’s phone"),
        help_text=_("Rules out calls, texts and voicemail."),
        required=False,
    )
    way = forms.ChoiceField(
        label=_("The one safe way to reach the victim"),
        choices=ContactWay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the safe way")},
    )
    details = _words(_("Telephone number, place or person"))
    times = _words(_("Safe times"))
    never = _words(_("Never do this"))
    confirmed_by = said_by(
        _("Confirmed with the victim by"),
        _("Say who confirmed it"),
        _("Who asked the victim, and where they work. Never ask only for this."),
    )
    confirmed_on = happened_on(
        _("Confirmed on"),
        _("The date when it was confirmed"),
        _("Enter the date when it was confirmed"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.add_broken(
            check_contact,
            way=cleaned.get("way", ""),
            phone_watched=cleaned.get("phone_watched", False),
            confirmed_on=cleaned.get("confirmed_on"),
            today=clock.today(),
        )
        return cleaned


class ContactForm(SafeContactForm, MergedForm):
    """The same in a referral, with the people who must not learn of it."""

    details = _words(_("Number, place or person"))
    times = _words(_("Safe times"), _("For example: Tuesdays at 14:00, at the clinic"))
    never = _words(
        _("Never do this"), _("For example: never leave a voicemail, never post anything")
    )
    must_not_learn = _words(
        _("Who must not learn of the referral"),
        _("By name or relation, anybody who would tell the perpetrator too"),
    )
    confirmed_by = said_by(
        _("Confirmed with the victim by"),
        _("Say who confirmed it"),
        _("Who asked the victim, and where they work. If nobody has, ask first."),
    )

    # Who must not learn of it is asked before who confirmed the rest.
    field_order = [
        *("phone_watched", "way", "details", "times", "never"),
        *("must_not_learn", "confirmed_by", "confirmed_on"),
    ]
    looks = {
        "phone_watched": Look(dense=True),
        "way": Look(dense=True),
        "confirmed_by": Look(width="two-thirds"),
    }
