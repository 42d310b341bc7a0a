"""What is kept in the vault's storage: sealed files under random names. All that is needed to open
one lies in the database (`VaultFile`)."""

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
from sharing.vault.keys import Wrapped
from sharing.vault.problems import Altered, CannotOpen, NotThere
from sharing.vault.refusals import FileRefused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """A file in the storage, and what opens it."""

    id: UUID
    key: Wrapped
    digest: bytes  # SHA-256 of the content
    size: int  # bytes of the content


def storage() -> Storage:
    """Return where the files of the vault are."""
    return storages["vault"]


@contextmanager
def keeping(content: bytes) -> Iterator[Stored]:
    """Store the content under a new name and key. If the block fails, nothing stays: the row of the
    file is written in it, and a file without one would belong to nobody. Raises `FileRefused`."""
    stored = _store(content)
    try:
        yield stored
    except BaseException:
        remove(stored.id)
        raise


def content_of(stored: Stored) -> Iterator[bytes]:
    """Return the content piece by piece, or raise `CannotOpen`: that its key is there is known
    before the first piece, that it is whole and unaltered after the last."""
    key = keys.unwrap(stored.key, file_id=stored.id)
    return _pieces(stored, key)


def remove(file_id: UUID) -> bool:
    """The file is in the storage no more; return whether that is so. What the storage would not
    remove is left to `check_vault`."""
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
