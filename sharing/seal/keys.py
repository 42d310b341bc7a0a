"""Which public keys sealed a trail. Not by what `seal_key` says, as its owner can write there: each key
names the one before it by its own signature, from the one that the sealer holds back to the first."""

from collections.abc import Iterator, Sequence
from typing import Any

from sharing.seal.checkpoint import key_before, size_of

_KEPT = "SELECT since, verifier FROM seal_key"


def with_keys(notes: Sequence[str], newest: str) -> Iterator[tuple[str, str]]:
    """Yield these checkpoints, newest first, each with the public key that signed then; `newest` is
    that which signs now. Where a key took over, with that one."""
    verifier = newest
    for note in reversed(notes):
        yield note, verifier
        verifier = key_before(note, verifier) or verifier


def not_of_the_trail(cursor: Any, notes: Sequence[str], newest: str) -> int | None:
    """Return from which size on a public key is offered that never sealed, or one that sealed is not
    offered any more: whoever took keys from there would trust a forger's. Nothing where there is none."""
    handed, first = set(), newest
    for note, verifier in with_keys(notes, newest):
        if before := key_before(note, verifier):
            handed.add((size_of(note), verifier))
            first = before
    cursor.execute(_KEPT)
    differ = {(0, first), *handed} ^ set(cursor.fetchall())
    return min((since for since, _verifier in differ), default=None)
