"""Tokens of the links by which a password is set."""

from base64 import urlsafe_b64encode
from uuid import UUID

from sharing import encryption

TOKEN = 16  # bytes


def token_of(link_id: UUID) -> str:
    """Return the token of a link. Made of its random identifier with a key, so that the job
    which mails it can make it, and the database alone cannot."""
    token = encryption.keyed_hash("password link", str(link_id))[:TOKEN]
    return urlsafe_b64encode(token).decode().rstrip("=")


def hash_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return encryption.keyed_hash("password link token", token)
