"""The proposals in an agency's return, and the decisions on them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.actions import PlanForm
from meetings.forms.referral import PostcodeField, SafeContactForm, ShowAddressForm
from meetings.models import AddressProposal, Detail, ForWhom
from meetings.models.proposal import CORRECTABLE, RIGHT
from sharing.fields import GovDateField, Look, Words
from sharing.forms.base import Choice, PortalForm
from sharing.models import AddressKind, Agency, YesNoNotAsked
from sharing.rules import RuleBroken


def _asked(label: Words) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=YesNoNotAsked.choices, widget=forms.RadioSelect, required=False
    )


def source_field() -> forms.CharField:
    return forms.CharField(label=_("How do you know?"), max_length=200, required=False)


class DetailsForm(PortalForm):
    """The name and birth date of a person as the agency knows them, and other details held of them
    in this role."""

    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=100, required=False)
    other_names = forms.CharField(
        label=_("Other names and spellings"), max_length=300, required=False
    )
    born_on = GovDateField(
        label=_("Date of birth"), name=_("Date of birth"), required=False, happened=True
    )
    due_on = GovDateField(label=_("Unborn, due on"), name=_("The due date"), required=False)
    language = forms.CharField(label=_("First language, or signs"), max_length=60, required=False)
    interpreter = _asked(_("Needs an interpreter"))
    pregnant = _asked(_("Pregnant"))
    occupation = forms.CharField(label=_("Work"), max_length=100, required=False)
    lives_with = forms.CharField(label=_("Lives with"), max_length=100, required=False)
    school = forms.CharField(label=_("School or nursery"), max_length=100, required=False)
    source = source_field()
    # How the person stood on the page; the page says how they stand now.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    looks = {
        **{one.value: Look(label="s", dense=True) for one in Detail if one not in RIGHT},
        "interpreter": Look(label="s", dense=True, inline=True),
        "pregnant": Look(label="s", dense=True, inline=True),
        "source": Look(label="s", width="full"),
    }

    def __init__(self, *args: Any, also: Collection[Detail] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [*CORRECTABLE, *also]
        for name in (one for one in Detail if one not in (*self.asked, *RIGHT)):
            del self.fields[name]

    @property
    def groups(self) -> list[Any]:
        """Return the fields of the person, in the order in which they are asked."""
        return [self[name] for name in self.asked]

    @property
    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "said": {name: said[name] for name in self.asked},
            "source": said["source"],
            "shown": said["shown"] or None,
        }


class ProposedAddressForm(PortalForm):
    """An address where somebody lives or lived, as the agency knows it."""

    lines = forms.CharField(
        label=_("Address"),
        widget=forms.Textarea,
        max_length=300,
        error_messages={"required": _("Enter the address")},
    )
    postcode = PostcodeField()
    kind = forms.ChoiceField(
        label=_("What kind of address?"),
        choices=AddressKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of address")},
    )
    replaces = forms.TypedChoiceField(
        label=_("In the place of which address?"), coerce=UUID, required=False, empty_value=None
    )
    source = source_field()

    looks = {
        "lines": Look(label="s", rows=3, width="two-thirds", spellcheck=False),
        "postcode": Look(label="s", width=10, autocapitalize="characters", spellcheck=False),
        "kind": Look(
            label="s",
            dense=True,
            hints={
                AddressKind.CURRENT.value: _("Accepted, agencies get it to search with"),
                AddressKind.FORMER.value: _("Accepted, agencies get it to search with"),
                AddressKind.SAFE.value: _("Masked from now on, and never sent out to search with"),
                AddressKind.CONFIDENTIAL.value: _(
                    "Masked from now on, and never sent out to search with"
                ),
            },
        ),
        "replaces": Look(label="s", width="two-thirds"),
        "source": Look(label="s", width="full"),
    }

    def __init__(self, *args: Any, standing: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("replaces", [("", _("None: it is one more")), *standing])


class ProposedContactForm(SafeContactForm):
    """The safe way to reach the victim, as the agency knows it."""

    looks = {
        "phone_watched": Look(dense=True),
        "way": Look(label="s", dense=True),
        **{name: Look(label="s") for name in ("details", "times", "never", "confirmed_on")},
        "confirmed_by": Look(label="s", width="two-thirds"),
    }


class ShowProposedForm(ShowAddressForm):
    """The choice of a proposed address of a case to be shown, and the reason."""

    def __init__(
        self, *args: Any, addresses: Sequence[AddressProposal] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        words = _("%(person)s: %(kind)s")
        self.offer(
            "address_id",
            [
                (
                    str(one.pk),
                    words % {"person": one.party.full_name, "kind": one.get_kind_display()},
                )
                for one in addresses
            ],
        )
        if len(addresses) == 1:
            self.fields["address_id"].initial = str(addresses[0].pk)


class DecideForm(PortalForm):
    """The acceptance or decline of a proposal."""

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    # How it is accepted: as it is proposed, or an address as a safe one; declined without.
    accept = forms.ChoiceField(
        choices=[("on", _("Accept")), ("safe", _("Accept as a safe address"))],
        widget=forms.HiddenInput,
        required=False,
    )
    # How the person stood on the page, and what was to take the place of it.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    proposed = forms.CharField(
        label=_("What is proposed"), required=False, widget=forms.HiddenInput
    )
    # Whether it was answered on the list of all cases of the meeting.
    listed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    again = _("Accepted again, it takes the place of what stands now.")

    def say(self, broken: RuleBroken) -> None:
        """Show the error for the whole form, because the field into which the agency typed is not
        here."""
        self.add_error(self._typed_into(broken.typed), str(broken.words))


class ProposedActionForm(PortalForm):
    """An action that the agency proposes to the meeting."""

    what = forms.CharField(
        label=_("What should be done?"),
        max_length=500,
        error_messages={"required": _("Say what should be done")},
    )
    for_whom = forms.ChoiceField(
        label=_("For whom?"),
        choices=ForWhom.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say for whom")},
    )
    by_agency = forms.TypedChoiceField(label=_("By which agency?"), coerce=UUID)

    looks = {
        "what": Look(label="s", width="full"),
        "for_whom": Look(label="s", dense=True, inline=True),
        "by_agency": Look(label="s"),
    }

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("by_agency", [(str(one.pk), one.name) for one in agencies])


class RecordProposedForm(PlanForm):
    """The choice to record a proposed action, in other words if given, or put it aside."""

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(label=_("Action"), max_length=500, required=False)
    aside = forms.BooleanField(widget=forms.HiddenInput, required=False)
    # That the page showed it as put aside.
    after_all = forms.BooleanField(widget=forms.HiddenInput, required=False)
