"""Taking files into the vault, and looking after their keys."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import connection

from sharing import clock
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.events import ORPHANS_REMOVED, WITHDRAWN_FILES_REMOVED
from sharing.models import VaultFile
from sharing.permissions import KEEP_VAULT, REWRAP_KEYS
from sharing.queries.vault import stored_of
from sharing.vault import keys
from sharing.vault.codes import Kind
from sharing.vault.problems import KeyMissing
from sharing.vault.store import Stored
from sharing.work import Work

AT_ONCE = 500  # files in one unit of work
# Whoever opened a file before it was withdrawn has long been answered.
WITHDRAWN_FOR = timedelta(days=1)


def keep_file(work: Work, *, scope_id: UUID, kind: Kind, stored: Stored) -> VaultFile:
    """The file that was stored is one of the case."""
    file = VaultFile(
        id=stored.id,
        scope_id=scope_id,
        kind=kind,
        size=stored.size,
        digest=stored.digest,
        wrapped_key=stored.key.sealed,
        master_key=stored.key.under,
        event_id=work.event_id,
        stored_at=clock.now(),
    )
    file.save(force_insert=True)
    work.items.add(file.id)
    return file


@dataclass
class Rewrapped:
    """What came of putting files under the current key."""

    files: list[UUID] = field(default_factory=list)
    missing: dict[UUID, KeyMissing] = field(default_factory=dict)  # why not, by file


def rewrap_keys(*, actor: Actor, beside: Collection[UUID] = ()) -> Rewrapped:
    """Some of the files under an earlier master key, without those in `beside`, are under the
    current one. Returns none once all are."""
    work = perform(actor, REWRAP_KEYS)
    done = Rewrapped()
    rows = (
        VaultFile.objects.filter(removed_at=None)
        .exclude(master_key=keys.current())
        .exclude(id__in=beside)
    )
    for file in rows.select_for_update().order_by("id")[:AT_ONCE]:
        stored = stored_of(file)
        try:
            key = keys.unwrap(stored.key, file_id=file.id)
        except KeyMissing as missing:
            done.missing[file.id] = missing
            continue
        wrapped = keys.wrap(key, file_id=file.id)
        file.wrapped_key, file.master_key = wrapped.sealed, wrapped.under
        file.save(update_fields=["wrapped_key", "master_key"])
        done.files.append(file.id)
    work.items.update(done.files)
    return done


def note_removal(*, actor: Actor, file_ids: Collection[UUID]) -> None:
    """It is on record that these files, which are of no case, leave the storage."""
    work = perform(actor, KEEP_VAULT, event=ORPHANS_REMOVED)
    work.items.update(file_ids)


def end_withdrawn_files(*, actor: Actor) -> list[UUID]:
    """Withdrawn files that nobody had opened and that are on no hold have no key any longer.
    Returns the files to remove from the storage once that is committed."""
    expect(actor, KEEP_VAULT)
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT end_withdrawn_files(%s, %s)", [now - WITHDRAWN_FOR, now])
        (ended,) = cursor.fetchone()
    if ended:  # a day on which none does is no event
        work = perform(actor, KEEP_VAULT, event=WITHDRAWN_FILES_REMOVED)
        work.items.update(ended)
    return list(ended)
