"""Between areas."""

from django.utils.translation import gettext_lazy as _

from meetings.forms.closure import ExitForm, area_field, reason_field
from sharing.fields import GovDateField, Look


class TransferOutForm(ExitForm):
    done = _("Transfer to another area")
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
    done = _("Note which area it came from")
    area_name = area_field(_("Area that it came from"))
    happened_on = GovDateField(
        label=_("Received on"),
        name=_("The date when it was received"),
        error_messages={"required": _("Enter the date when it was received")},
    )
    reason = reason_field(_("Why it came, which papers came with it, and what is missing."))
