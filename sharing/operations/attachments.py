"""Attached files: the ungated parts that the operations of a step use. Each takes the open unit of
work, the proof that a gate was passed."""

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
    """A file that was looked at and stored, and is of no case yet; it was scanned, unless the area
    takes files while the scanner does not answer."""

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
    """The agency has attached a file, which nobody else opens before it submits. Raises `RuleBroken`
    where it names what is kept out, which may be more than when its words were compared."""
    examined = received.examined
    kept_out.check(examined.words, but=received.compared_with)
    # First, as a file is seen by those who see what it is attached to.
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
    """Every file that the agency has attached since it submitted last is submitted: one that waits
    for the scanner once that finds it clean. Returns how many."""
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
    """Nobody opens the locked file any more; it is kept."""
    attachment.withdrawn_at = clock.now()
    attachment.save()
    work.items.add(attachment.pk)
