"""Attached files: the parts that the operations of a step use, which do not ask the door. Each
takes the open unit of work, the proof that the door was passed."""

from dataclasses import dataclass
from uuid import UUID

from sharing import clock
from sharing.addresses.places import Address
from sharing.models import Attachment
from sharing.operations.protected_files import KeptOut, check_compared
from sharing.operations.vault import keep_file
from sharing.vault.examine import Examined
from sharing.vault.store import Stored
from sharing.work import Work


@dataclass(frozen=True)
class Received:
    """A file that was examined and stored and belongs to no case yet. It was scanned, unless the
    area takes files while the scanner does not answer."""

    examined: Examined
    stored: Stored
    scanned: bool = True  # and clean
    compared_with: tuple[Address, ...] = ()  # its words, before it was stored


def attach(
    work: Work,
    received: Received,
    *,
    case_id: UUID,
    agency_id: UUID,
    request_id: UUID,
    who_may_read: str,
    kept_out: KeptOut,
) -> Attachment:
    """The agency has attached a file, which no other agency can open before it is submitted. Raises
    `RuleBroken` if the file names a protected address, of which there may be more than when its
    words were compared."""
    examined = received.examined
    kept_out.check(examined.words, but=received.compared_with)
    # First, because a file is visible to those who see what it is attached to.
    attachment = Attachment.objects.create(
        scope_id=case_id,
        agency_id=agency_id,
        request_id=request_id,
        file_id=received.stored.id,
        name=examined.name,
        pages=examined.pages,
        who_may_read=who_may_read,
        author_id=work.actor.person_id,
        scanned_at=clock.now() if received.scanned else None,
        compared_with=kept_out.marks,
    )
    keep_file(work, scope_id=case_id, kind=examined.kind, stored=received.stored)
    work.items.add(attachment.pk)
    return attachment


def submit(work: Work, *, case_id: UUID, agency_id: UUID) -> int:
    """Every file that the agency has attached since it last submitted is submitted; one that waits
    for the scanner will be once it is found clean. Returns how many."""
    drafts = list(
        Attachment.objects.select_for_update(of=("self",)).filter(
            scope_id=case_id,
            agency_id=agency_id,
            sent_at=None,
            submitted_at=None,
            withdrawn_at=None,
        )
    )
    check_compared(case_id, drafts)
    count = 0
    for attachment in drafts:
        attachment.sent_at = clock.now()
        if attachment.scanned_at:
            attachment.submitted_at = attachment.sent_at
        attachment.save()
        work.items.add(attachment.pk)
        count += 1
    return count


def withdraw(work: Work, attachment: Attachment) -> None:
    """Nobody can open the locked file any longer; it is kept."""
    attachment.withdrawn_at = clock.now()
    attachment.save()
    work.items.add(attachment.pk)
