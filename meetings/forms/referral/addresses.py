"""The addresses of people, and asking to see one."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.referral.people import with_roles
from sharing.addresses.words import plain
from sharing.fields import Look
from sharing.forms.base import MergedForm, PortalForm
from sharing.models import Address, AddressKind, Party

# Any letters: the health service's code for no fixed abode, ZZ99 3VZ, has some that no place has.
WHOLE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")


class PostcodeField(forms.CharField):
    """A postcode, given back in capitals with one space, or nothing. Half of one, or one that was
    mistyped, would not be found where a protected address is looked for."""

    default_error_messages = {
        "part": _(
            "Enter a whole postcode, such as LM1 2AB; write what you know of it with the address"
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Postcode"), max_length=10, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        whole = "".join(filter(str.isalnum, plain(typed))).upper()
        if not WHOLE.fullmatch(whole):
            raise forms.ValidationError(self.error_messages["part"], code="part")
        return f"{whole[:-3]} {whole[-3:]}"


class AddressForm(MergedForm):
    party_id = forms.TypedChoiceField(
        label=_("Whose address?"),
        coerce=UUID,
        error_messages={"required": _("Select whose address it is")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of address?"),
        choices=AddressKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of address")},
    )
    lines = forms.CharField(
        label=_("Address"),
        widget=forms.Textarea,
        max_length=300,
        error_messages={"required": _("Enter the address")},
    )
    postcode = PostcodeField()

    looks = {
        "party_id": Look(width="two-thirds"),
        "kind": Look(
            dense=True,
            hints={
                AddressKind.CURRENT.value: _("Agencies get it to search with"),
                AddressKind.FORMER.value: _("Agencies get it to search with"),
                AddressKind.SAFE.value: _("Never sent out to search with"),
                AddressKind.CONFIDENTIAL.value: _("Never sent out to search with"),
            },
        ),
        "lines": Look(rows=3, width="two-thirds", spellcheck=False),
        "postcode": Look(width=10, autocapitalize="characters", spellcheck=False),
    }

    def __init__(self, *args: Any, people: Iterable[Party] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("party_id", with_roles(people))


class ShowAddressForm(PortalForm):
    address_id = forms.TypedChoiceField(
        label=_("Which address?"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an address")},
    )

    reason = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("For example: arranging a visit on Tuesday. It is recorded with your name."),
        max_length=200,
        min_length=5,
        error_messages={"required": _("Say why you need the address")},
    )

    looks = {"address_id": Look(dense=True)}

    def __init__(self, *args: Any, addresses: Sequence[Address] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("address_id", [(str(one.pk), one.get_kind_display()) for one in addresses])
        if len(addresses) == 1:
            self.fields["address_id"].initial = str(addresses[0].pk)
