"""Content that is sealed like a file of the vault, but kept in a row instead of the storage. It is
deleted with its row, and exists for the same readers."""

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
    """Sealed content, and its data key, wrapped by the master key that it names."""

    sealed: bytes
    key: Wrapped


def seal(content: bytes, *, row_id: UUID) -> Letter:
    """Return the content, sealed for this row under a key of its own."""
    key = keys.new_key()
    sealed = _joined(chunks.sealed(content, key, file_id=row_id))
    return Letter(sealed, keys.wrap(key, file_id=row_id))


def sealed_as_written(write: Callable[[BinaryIO], Done], *, row_id: UUID) -> tuple[Letter, Done]:
    """Return what `write` writes, sealed in the same way as it comes, and what `write` returns."""
    key = keys.new_key()
    out = chunks.Sealing(key, file_id=row_id)
    done = write(cast(BinaryIO, out))
    return Letter(out.ended(), keys.wrap(key, file_id=row_id)), done


def unseal(letter: Letter, *, row_id: UUID) -> bytes:
    """Return the content. Raises `CannotOpen` if it was altered or belongs to another row, or if
    its master key is gone."""
    key = keys.unwrap(letter.key, file_id=row_id)
    return _joined(chunks.opened(io.BytesIO(letter.sealed), key, file_id=row_id))


def _joined(pieces: Iterator[bytes]) -> bytes:
    """Return the pieces as one, without holding a second copy."""
    whole = io.BytesIO()
    whole.writelines(pieces)
    return whole.getvalue()
