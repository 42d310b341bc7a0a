"""The files that the vault should hold, for people who run the portal: identifiers and keys
only."""

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
    """Return all stored files, of every case, by their names in the storage."""
    require(actor, KEEP_VAULT)
    return {
        file.id: stored_of(file)
        for file in VaultFile.objects.filter(removed_at=None).order_by("id")
    }


def newest_of_vault(actor: Actor) -> datetime | None:
    """Return when the last file known to any case was stored. Removed files count too."""
    expect(actor, KEEP_VAULT)
    newest: datetime | None = VaultFile.objects.aggregate(newest=Max("stored_at"))["newest"]
    return newest


def files_to_scan(actor: Actor) -> dict[UUID, Stored]:
    """Return the files that wait for the scanner, by the identifier of their attachment, the oldest
    first."""
    expect(actor, KEEP_VAULT)
    waiting = Attachment.objects.filter(scanned_at=None, withdrawn_at=None)
    rows = waiting.select_related("file").order_by("file__stored_at", "pk")
    return {one.pk: stored_of(one.file) for one in rows}


def stored_of(file: VaultFile) -> Stored:
    """Return the name, key, digest and size of the file, with which it is opened."""
    key = Wrapped(file.master_key, bytes(file.wrapped_key))
    return Stored(file.id, key, bytes(file.digest), file.size)
