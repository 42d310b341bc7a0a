"""The questions, at the console, for a new area or agency."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.forms.base import NamingForm
from sharing.models import AgencyKind

DAY = _("for example 2026-03-14")
HOLIDAYS = [
    ("ENG", _("England")),
    ("WLS", _("Wales")),
    ("SCT", _("Scotland")),
    ("NIR", _("Northern Ireland")),
]


class SignatureFields(NamingForm):
    signed_on = forms.DateField(
        label=_("Day on which it signed the information-sharing protocol"),
        help_text=DAY,
        input_formats=["%Y-%m-%d"],
    )
    review_on = forms.DateField(
        label=_("Day on which that is to be reviewed"),
        help_text=DAY,
        input_formats=["%Y-%m-%d"],
    )


class AreaForm(SignatureFields):
    name = forms.CharField(label=_("Name of the area"), max_length=100)
    letters = forms.RegexField(
        r"^[A-Za-z]{1,4}$",
        label=_("Letters that stand before its references"),
        help_text=_("one to four letters, for example LM"),
    )
    holidays = forms.ChoiceField(
        label=_("Bank holidays of"),
        help_text=_("ENG, WLS, SCT or NIR"),
        choices=HOLIDAYS,
        initial="ENG",
    )
    agency_name = forms.CharField(
        label=_("Agency that keeps the meetings"), max_length=100, initial="MARAC team"
    )
    mailbox = forms.EmailField(label=_("Its shared mailbox, if it has one"), required=False)
    first_meeting_on = forms.DateField(
        label=_("Day of the first meeting"),
        help_text=_("the others follow in the area’s rhythm; for example 2026-03-18"),
        input_formats=["%Y-%m-%d"],
    )
    starts_at = forms.TimeField(
        label=_("Time at which meetings begin"), input_formats=["%H:%M"], initial="09:30"
    )
    place = forms.CharField(label=_("Usual place of meetings"), max_length=200)
    coordinator_name = forms.CharField(label=_("Name of the coordinator"), max_length=100)
    coordinator_email = forms.EmailField(label=_("E-mail address of the coordinator"))
    administrator_name = forms.CharField(
        label=_("Name of the account administrator"), max_length=100
    )
    administrator_email = forms.EmailField(label=_("E-mail address of the account administrator"))

    field_order = [
        "name",
        "letters",
        "holidays",
        "agency_name",
        "mailbox",
        "signed_on",
        "review_on",
    ]


class AgencyForm(SignatureFields):
    letters = forms.CharField(label=_("Letters before the references of its area"), max_length=4)
    name = forms.CharField(label=_("Name of the agency"), max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), help_text=", ".join(AgencyKind.values), choices=AgencyKind.choices
    )
    mailbox = forms.EmailField(label=_("Its shared mailbox, if it has one"), required=False)
    core = forms.ChoiceField(
        label=_("Is it asked about every case?"),
        help_text=_("yes or no"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        initial="yes",
    )

    field_order = ["letters", "name", "kind", "mailbox", "core", "signed_on", "review_on"]
