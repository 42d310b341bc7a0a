"""The vault's storage, which holds sealed files under random names. The database holds everything
that is needed to open one (`VaultFile`), apart from the master key."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from sharing.vault import chunks, keys
from sharing.vault.codes import Trouble
from sharing.vault.folder import Folder
from sharing.vault.keys import Wrapped
from sharing.vault.problems import Altered, CannotOpen, NotThere
from sharing.vault.refusals import FileRefused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """A file in the storage, with its wrapped key."""

    id: UUID
    key: Wrapped
    digest: bytes  # SHA-256 of the content
    size: int  # bytes of the content


def storage() -> Storage:
    """Return the storage of the vault."""
    return storages["vault"]


def make_ready() -> None:
    """Make the folder of the vault, if it is in one. Raises `ImproperlyConfigured`."""
    if isinstance(place := storage(), Folder):
        place.make()


@contextmanager
def keeping(content: bytes) -> Iterator[Stored]:
    """Store the content under a new name and key while the block writes its row. If the block
    fails, the file is removed, because a file without a row would belong to nobody. Raises
    `FileRefused`."""
    stored = _store(content)
    try:
        yield stored
    except BaseException:
        remove(stored.id)
        raise


def content_of(stored: Stored) -> Iterator[bytes]:
    """Return the content piece by piece. Raises `CannotOpen`: for a missing key before the first
    piece, for an altered or incomplete file by the last."""
    key = keys.unwrap(stored.key, file_id=stored.id)
    return _pieces(stored, key)


def remove(file_id: UUID) -> bool:
    """Remove the file from the storage, and return whether that worked. A file that the storage did
    not remove is left to `check_vault`."""
    try:
        storage().delete(str(file_id))
    except Exception:  # whatever this kind of storage raises
        log.exception("a file of the vault could not be removed")
        return False
    return True


def _store(content: bytes) -> Stored:
    file_id, key = uuid4(), keys.new_key()
    sealed = b"".join(chunks.sealed(content, key, file_id=file_id))
    wrapped = keys.wrap(key, file_id=file_id)
    try:
        storage().save(str(file_id), ContentFile(sealed))
        whole = storage().size(str(file_id)) == len(sealed)
    except Exception as error:  # whatever this kind of storage raises
        log.exception("the vault could not store a file")
        remove(file_id)
        raise FileRefused(Trouble.NOT_KEPT) from error
    if not whole:
        remove(file_id)
        raise FileRefused(Trouble.NOT_KEPT)
    return Stored(file_id, wrapped, sha256(content).digest(), len(content))


def _pieces(stored: Stored, key: bytes) -> Iterator[bytes]:
    digest = sha256()
    try:
        with storage().open(str(stored.id)) as file:
            for piece in chunks.opened(file, key, file_id=stored.id):
                digest.update(piece)
                yield piece
    except CannotOpen:
        raise
    except Exception as error:  # whatever this kind of storage raises
        raise NotThere from error
    if digest.digest() != stored.digest:
        raise Altered
