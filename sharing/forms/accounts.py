"""Accounts and memberships."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.fields import GovDateField, Look
from sharing.forms.base import MergedForm, NamingForm, PortalForm, VersionedForm
from sharing.models import Agency, Standing
from sharing.roles import Role

# An observer is admitted to one meeting, from the page of that meeting.
# Nothing is chosen beforehand: a role is not given by leaving a list as it is.
ROLES = [
    ("", _("Choose a role")),
    *((role.value, role.label) for role in Role if role is not Role.OBSERVER),
]


class SearchForm(NamingForm):
    sought = forms.CharField(
        label=_("Find a person: name or e-mail address"), required=False, max_length=100
    )

    looks = {"sought": Look(width=20, autocomplete="off", spellcheck=False)}


class RoleFields(NamingForm):
    role = forms.ChoiceField(
        label=_("Role"), choices=ROLES, error_messages={"required": _("Choose a role")}
    )
    standing = forms.ChoiceField(label=_("Standing"), choices=Standing.choices, required=False)
    starts_on = GovDateField(label=_("First day"), name=_("The first day"))
    ends_on = GovDateField(
        label=_("Last day"),
        name=_("The last day"),
        help_text=_("Leave it empty if it is not known. An acting membership needs one."),
        required=False,
    )


class AgencyField(NamingForm):
    agency_id = forms.ChoiceField(
        label=_("Agency"), error_messages={"required": _("Choose an agency")}
    )

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.name) for one in agencies]
        self.offer("agency_id", [("", _("Choose an agency")), *named])


class InviteForm(RoleFields, AgencyField, PortalForm):
    name = forms.CharField(
        label=_("Full name"),
        max_length=100,
        error_messages={"required": _("Enter the full name of the person")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person’s own, at their agency. A shared mailbox cannot sign in."),
        max_length=254,
    )

    looks = {
        "name": Look(autocomplete="off", spellcheck=False),
        "email": Look(autocomplete="off", spellcheck=False, autocapitalize="none"),
    }
    field_order = ["name", "email", "agency_id", "role", "standing", "starts_on", "ends_on"]


class CorrectAccountForm(MergedForm):
    name = forms.CharField(label=_("Full name"), max_length=100)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person’s own, at their agency. They sign in with it from then on."),
        max_length=254,
    )

    looks = {
        "name": Look(autocomplete="off", spellcheck=False),
        "email": Look(autocomplete="off", spellcheck=False, autocapitalize="none"),
    }


class GiveMembershipForm(RoleFields, AgencyField, PortalForm):
    field_order = ["agency_id", "role", "standing", "starts_on", "ends_on"]


class ChangeMembershipForm(RoleFields, VersionedForm):
    pass


class ResetForm(PortalForm):
    checked = forms.CharField(
        label=_("How did you make sure that it is this person who asks?"),
        help_text=_("For example: called back on the number that the agency’s switchboard gave"),
        max_length=200,
        error_messages={"required": _("Enter how you made sure that it is this person")},
    )


class SecondPersonForm(VersionedForm):
    """A decision on what somebody else proposed, as it stood when the page was opened."""

    gone = _(
        "Nothing was decided yet. The page shows it as it is now: read it again before you decide."
    )


class DecideForm(SecondPersonForm):
    decision = forms.ChoiceField(
        label=_("Shall the second factor be reset?"),
        choices=[("agree", _("Agree to the reset")), ("refuse", _("Refuse it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether the second factor is reset")},
    )

    looks = {
        "decision": Look(
            hints={
                "agree": _("Their device and codes work no more, and they set up a new one."),
                "refuse": _("They keep the second factor that they have."),
            }
        )
    }


class DecideMembershipForm(SecondPersonForm):
    decision = forms.ChoiceField(
        label=_("Shall the person have this membership?"),
        choices=[("confirm", _("Confirm it")), ("refuse", _("Refuse it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether the person has this membership")},
    )

    looks = {
        "decision": Look(
            hints={
                "confirm": _("It gives its rights from its first day on."),
                "refuse": _("It never gives any rights."),
            }
        )
    }
