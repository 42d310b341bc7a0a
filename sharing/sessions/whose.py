"""Whose session a page was shown in, for a page that asks whether it is the same person still."""

from sharing import encryption
from sharing.actor import Actor


def mark_of(actor: Actor) -> str:
    """Return a mark of the person, which does not name them."""
    return encryption.keyed_hash("signed in as", str(actor.user_id)).hex()[:16]
