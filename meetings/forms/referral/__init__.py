"""The forms of a referral, a class for each step, and those of the IDVA service."""

from meetings.forms.referral.addresses import AddressForm, PostcodeField, ShowAddressForm
from meetings.forms.referral.advocacy import (
    AdvocateForm,
    AttemptForm,
    OutcomeForm,
    ToldForm,
    WishesForm,
)
from meetings.forms.referral.checklist import ChecklistForm
from meetings.forms.referral.contact import ContactForm, SafeContactForm
from meetings.forms.referral.people import (
    AtRiskForm,
    ChangeVictimForm,
    ChildForm,
    EqualityForm,
    PerpetratorForm,
    PersonForm,
    VictimForm,
)
from meetings.forms.referral.steps import (
    AgreementForm,
    ChildrenForm,
    GroundsForm,
    IncidentForm,
    SharingForm,
)
from meetings.forms.referral.walls import KeepFromForm

__all__ = [
    "AddressForm",
    "AdvocateForm",
    "AgreementForm",
    "AtRiskForm",
    "AttemptForm",
    "ChangeVictimForm",
    "ChecklistForm",
    "ChildForm",
    "ChildrenForm",
    "ContactForm",
    "EqualityForm",
    "GroundsForm",
    "IncidentForm",
    "KeepFromForm",
    "OutcomeForm",
    "PerpetratorForm",
    "PersonForm",
    "PostcodeField",
    "SafeContactForm",
    "SharingForm",
    "ShowAddressForm",
    "ToldForm",
    "VictimForm",
    "WishesForm",
]
