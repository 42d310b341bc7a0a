"""Between areas."""

from django.utils.translation import gettext_lazy as _

from meetings.forms.closure import area_field, reason_field
from sharing.fields import GovDateField, Look
from sharing.forms.base import PortalForm


class TransferOutForm(PortalForm):
    area_name = area_field(_("Area that it goes to"))
    happened_on = GovDateField(
        happened=True,
        label=_("Sent on"),
        name=_("The date when it was sent"),
        error_messages={"required": _("Enter the date when it was sent")},
    )
    reason = reason_field(_("Why, how the papers went, and who there has it now. No address."))

    looks = {
        "area_name": Look(label="s", width="two-thirds"),
        "happened_on": Look(label="s"),
        "reason": Look(label="s", rows=4),
    }


class TransferInForm(TransferOutForm):
    area_name = area_field(_("Area that it came from"))
    happened_on = GovDateField(
        label=_("Received on"),
        name=_("The date when it was received"),
        error_messages={"required": _("Enter the date when it was received")},
    )
    reason = reason_field(_("Why it came, which papers came with it, and what is missing."))
