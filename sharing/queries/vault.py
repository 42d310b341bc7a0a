"""What the vault should hold, for those who run the portal: identifiers and keys, and no content."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from sharing.access import expect, require
from sharing.actor import Actor
from sharing.models import Attachment, VaultFile
from sharing.permissions import KEEP_VAULT
from sharing.vault.keys import Wrapped
from sharing.vault.store import Stored


def files_of_vault(actor: Actor) -> dict[UUID, Stored]:
    """Return all that is kept, of every case, by its name in the storage."""
    require(actor, KEEP_VAULT)
    return {
        file.id: stored_of(file)
        for file in VaultFile.objects.filter(removed_at=None).order_by("id")
    }


def newest_of_vault(actor: Actor) -> datetime | None:
    """Return when the last file was stored that any case knows of, removed ones among them."""
    expect(actor, KEEP_VAULT)
    newest: datetime | None = VaultFile.objects.aggregate(newest=Max("stored_at"))["newest"]
    return newest


def files_to_scan(actor: Actor) -> dict[UUID, Stored]:
    """Return what waits for the scanner, by what it is attached as; the oldest first."""
    expect(actor, KEEP_VAULT)
    waiting = Attachment.objects.filter(scanned_at=None, withdrawn_at=None)
    rows = waiting.select_related("file").order_by("file__stored_at", "pk")
    return {one.pk: stored_of(one.file) for one in rows}


def stored_of(file: VaultFile) -> Stored:
    """Return what opens the file."""
    key = Wrapped(file.master_key, bytes(file.wrapped_key))
    return Stored(file.id, key, bytes(file.digest), file.size)
