"""What is sealed as files of the vault are, and kept in a row and not in the storage: it goes with its
row, and is there for whom its row is."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeVar, cast
from uuid import UUID

from sharing.vault import chunks, keys
from sharing.vault.keys import Wrapped

Done = TypeVar("Done")


@dataclass(frozen=True)
class Letter:
    """Sealed content, and what opens it together with the master key that it names."""

    sealed: bytes
    key: Wrapped


def seal(content: bytes, *, row_id: UUID) -> Letter:
    """Return the content, sealed for that row under a key that seals nothing else."""
    key = keys.new_key()
    sealed = _joined(chunks.sealed(content, key, file_id=row_id))
    return Letter(sealed, keys.wrap(key, file_id=row_id))


def sealed_as_written(write: Callable[[BinaryIO], Done], *, row_id: UUID) -> tuple[Letter, Done]:
    """Return what is written, sealed in the same way while it is, and what writing it returns."""
    key = keys.new_key()
    out = chunks.Sealing(key, file_id=row_id)
    done = write(cast(BinaryIO, out))
    return Letter(out.ended(), keys.wrap(key, file_id=row_id)), done


def unseal(letter: Letter, *, row_id: UUID) -> bytes:
    """Return the content, or raise `CannotOpen`: it was altered, is of another row, or its master key
    is gone."""
    key = keys.unwrap(letter.key, file_id=row_id)
    return _joined(chunks.opened(io.BytesIO(letter.sealed), key, file_id=row_id))


def _joined(pieces: Iterator[bytes]) -> bytes:
    """Return them as one, of which no more is held than that."""
    whole = io.BytesIO()
    whole.writelines(pieces)
    return whole.getvalue()
