"""Short secrets at rest: AES-256-GCM and keyed hashes, each purpose with a key of its own."""

import hmac
import os
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12  # bytes


def _key(purpose: str, secret: str | None = None) -> bytes:
    return _derived(purpose, secret or settings.DETAIL_KEY)


@cache
def _derived(purpose: str, secret: str) -> bytes:
    # Once for each purpose and secret, of which there are few: each event and row asks.
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return derive.derive(secret.encode())


def encrypt(
    purpose: str, plain: bytes, *, belongs_to: bytes = b"", secret: str | None = None
) -> bytes:
    """Return nonce and ciphertext, readable only for the same purpose and owner, with the same
    secret if it is another than `DETAIL_KEY`."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key(purpose, secret)).encrypt(nonce, plain, belongs_to)


def decrypt(
    purpose: str, sealed: bytes, *, belongs_to: bytes = b"", secret: str | None = None
) -> bytes:
    """Return the plain bytes, or raise `InvalidTag` if they were altered or moved."""
    return AESGCM(_key(purpose, secret)).decrypt(sealed[:NONCE], sealed[NONCE:], belongs_to)


def keyed_hash(purpose: str, value: str) -> bytes:
    """Return a hash (32 bytes) that nobody can guess values for without the key."""
    return hmac.new(_key(purpose), value.encode(), sha256).digest()
