"""After a restore from a backup. One key has then signed two trees of the same size. An outsider
cannot tell that from removed events, unless an operator says so and the sealer's key signs it."""

import re
from collections.abc import Sequence

from sharing.seal.checkpoint import is_signed, size_of, text_of

SAYS_LOST = re.compile(r"^restored (\d+) (\d+) (\S+)$", re.MULTILINE)


class BadCheckpoint(Exception):
    """The checkpoint does not show what was lost; the message says why."""


def restores(lost: str, size: int, newest: str, verifiers: Sequence[str]) -> list[str]:
    """Return the lines of a checkpoint that say that the trail was restored at this size, under its
    `newest` checkpoint, and lost what came after it up to the `lost` checkpoint, which is copied
    from a mail, a journal or minutes. If that was signed after a restore itself, the lines say what
    was lost then, too. If this trail does not know of that restore, it and the lost one parted
    there already.

    Raises `BadCheckpoint` if none of these keys signed it or it covers nothing lost."""
    lines = [line for line in map(str.strip, lost.splitlines()) if line]
    text = [line for line in lines if not line.startswith("— ")]
    note = "\n".join([*text, "", *lines[len(text) :], ""])
    if not is_signed(note, verifiers):
        raise BadCheckpoint("What was lost has to be told by one checkpoint that this key signed.")
    if size_of(note) <= size:
        raise BadCheckpoint(
            f"The database holds {size} events that are sealed, as many as that checkpoint covers:"
            " nothing of it was lost."
        )
    _origin, reached, root = text[:3]
    before = SAYS_LOST.findall(text_of(note))
    told = [f"restored {min(int(since), size)} {until} {of}" for since, until, of in before]
    known = {of for _since, _until, of in SAYS_LOST.findall(newest)}
    parted = min([size, *(int(since) for since, _until, of in before if of not in known)])
    return [*told, f"restored {parted} {reached} {root}"]


def said_again(note: str) -> list[str]:
    """Return the lines about a restore that the next checkpoint repeats. They are repeated until
    the trail is as long as the lost one, so that every checkpoint of those sizes says to which
    trail it belongs."""
    told = SAYS_LOST.finditer(text_of(note))
    return [one[0] for one in told if int(one[2]) > size_of(note)]
