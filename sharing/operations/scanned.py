"""What the scanner says of a file that was taken before it could."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sharing import clock
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.events import FILE_FOUND_HARMFUL, FILE_SCANNED
from sharing.joined_cases import protected_since_attached
from sharing.models import Attachment
from sharing.permissions import KEEP_VAULT
from sharing.work import Work


@dataclass
class _Said:
    hold: Callable[[Attachment], None] = lambda file: None
    ask_again: Callable[[Work, Attachment], None] = lambda work, file: None


_said = _Said()


def say(hold: Callable[[Attachment], None], ask_again: Callable[[Work, Attachment], None]) -> None:
    """The return to which a file is attached is locked so from now on, and the file asked for again
    where it was taken back: `sharing` knows no return."""
    _said.hold, _said.ask_again = hold, ask_again


def note_verdict(*, actor: Actor, attachment_id: UUID, clean: bool) -> None:
    """The file is scanned: from now on others open it if its agency sent it to them and it is clean;
    if it is harmful nobody opens it any more. Where something came to be protected meanwhile, with which
    its words were not compared, its agency sends it again: the trail says no more of it than of any other,
    as whoever reads that may not know of the case in which something is protected."""
    expect(actor, KEEP_VAULT)
    for attachment in Attachment.objects.filter(pk=attachment_id):
        _said.hold(attachment)  # first, as whoever submits it does
    waiting = list(
        Attachment.objects.select_for_update(of=("self",)).filter(
            pk=attachment_id, scanned_at=None, withdrawn_at=None
        )
    )
    back = clean and any(one.sent_at and protected_since_attached(one.pk) for one in waiting)
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
            _said.ask_again(work, attachment)
