"""Keys of the vault. Each file has its own data key, wrapped by a master key of the installation
(`VAULT_KEYS`). To change the master key, the data keys are wrapped again and no file is written."""

from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from sharing import encryption
from sharing.vault.problems import KeyMissing

PURPOSE = "vault data key"
BITS = 256


@dataclass(frozen=True)
class Wrapped:
    """A data key that only its master key opens, and only for its file."""

    under: str  # the name of the master key
    sealed: bytes


def new_key() -> bytes:
    """Return a data key for one file, to be used once."""
    return AESGCM.generate_key(bit_length=BITS)


def current() -> str:
    """Return the name of the master key for new files: the first."""
    return next(iter(settings.VAULT_KEYS))


def wrap(key: bytes, *, file_id: UUID) -> Wrapped:
    """Return the data key of the file, wrapped by the current master key."""
    name = current()
    secret = settings.VAULT_KEYS[name]
    return Wrapped(name, encryption.encrypt(PURPOSE, key, belongs_to=file_id.bytes, secret=secret))


def unwrap(wrapped: Wrapped, *, file_id: UUID) -> bytes:
    """Return the data key of the file. Raises `KeyMissing` if its master key is lost or another key
    has its name."""
    secret = settings.VAULT_KEYS.get(wrapped.under)
    if secret is None:
        raise KeyMissing(wrapped.under)
    try:
        return encryption.decrypt(PURPOSE, wrapped.sealed, belongs_to=file_id.bytes, secret=secret)
    except InvalidTag as error:
        raise KeyMissing(wrapped.under) from error
