"""The public keys that sealed a trail. The table `seal_key` is not trusted, because its owner can
write there. Instead each key names the one before it under its own signature, from the sealer's key
back to the first."""

from collections.abc import Iterator, Sequence
from typing import Any

from sharing.seal.checkpoint import key_before, size_of

_KEPT = "SELECT since, verifier FROM seal_key"


def with_keys(notes: Sequence[str], newest: str) -> Iterator[tuple[str, str]]:
    """Yield these checkpoints, newest first, each with the public key that signed at that time;
    where a key took over, with the new one. `newest` is the key that signs now."""
    verifier = newest
    for note in reversed(notes):
        yield note, verifier
        verifier = key_before(note, verifier) or verifier


def not_of_the_trail(cursor: Any, notes: Sequence[str], newest: str) -> int | None:
    """Return the first size at which `seal_key` holds a key that never sealed, or lacks one that
    did; None if it holds exactly the right keys. Somebody who took keys from there could trust a
    forger's."""
    handed, first = set(), newest
    for note, verifier in with_keys(notes, newest):
        if before := key_before(note, verifier):
            handed.add((size_of(note), verifier))
            first = before
    cursor.execute(_KEPT)
    differ = {(0, first), *handed} ^ set(cursor.fetchall())
    return min((since for since, _verifier in differ), default=None)
