"""Between areas, by hand for now."""

from django.urls import reverse
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.forms.transfer import TransferInForm, TransferOutForm
from meetings.operations import transfer
from meetings.views.base import VersionedCasePage
from meetings.views.closure import ExitPage, ended


class TransferOut(ExitPage):
    template_name = "meetings/transfer/out.html"
    form_class = TransferOutForm
    change = may.TRANSFER_CASE

    def submit(self, form: TransferOutForm) -> str:
        case = transfer.transfer_out(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return ended(self.request, case, _("%(reference)s is handed over to the other area."))


class NoteTransferIn(VersionedCasePage):
    template_name = "meetings/transfer/in.html"
    form_class = TransferInForm
    change = may.TRANSFER_CASE
    tab = "case"

    def submit(self, form: TransferInForm) -> str:
        case = transfer.note_transfer_in(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return reverse("case", args=[case.pk])
