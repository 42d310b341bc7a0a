"""The scanner's verdict on a file that was taken while it did not answer."""

from uuid import UUID

from sharing import clock
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.events import FILE_FOUND_HARMFUL, FILE_SCANNED
from sharing.flow import case_flow
from sharing.models import Attachment
from sharing.permissions import KEEP_VAULT


def note_verdict(*, actor: Actor, attachment_id: UUID, clean: bool) -> None:
    """The file is scanned. If it is clean, others can open it once its agency has sent it; if it is
    harmful, nobody can open it any longer. If an address became protected meanwhile with which its
    words were not compared, its agency has to send it again. The trail then says the same as of any
    scanned file, because its readers may not know of the case in which the address is protected."""
    expect(actor, KEEP_VAULT)
    for attachment in Attachment.objects.filter(pk=attachment_id):
        case_flow().hold_return(attachment)  # first, as whoever submits it does
    waiting = list(
        Attachment.objects.select_for_update(of=("self",)).filter(
            pk=attachment_id, scanned_at=None, withdrawn_at=None
        )
    )
    back = clean and any(
        one.sent_at and case_flow().protected_since_attached(one.pk) for one in waiting
    )
    work = perform(actor, KEEP_VAULT, event=FILE_SCANNED if clean else FILE_FOUND_HARMFUL)
    for attachment in waiting:  # one, unless it was withdrawn meanwhile
        now = clock.now()
        if clean:
            attachment.scanned_at = now
            attachment.sent_at = None if back else attachment.sent_at
            attachment.submitted_at = attachment.sent_at and now
        else:
            attachment.withdrawn_at = now
        attachment.save()
        work.items.add(attachment.pk)
        work.cases.add(attachment.scope_id)
        if back:
            case_flow().ask_for_file_again(work, attachment)
