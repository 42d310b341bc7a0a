"""After a restore from a backup. Two trees of one size were signed with one key then, and no outsider can
tell that from somebody who took events away, unless an operator says so and the sealer's key signs it."""

import re
from collections.abc import Sequence

from sharing.seal.checkpoint import is_signed, size_of, text_of

SAYS_LOST = re.compile(r"^restored \d+ (\d+) \S+$", re.MULTILINE)


class BadCheckpoint(Exception):
    """The checkpoint tells nothing of what was lost; the message says why."""


def restores(lost: str, size: int, verifiers: Sequence[str]) -> str:
    """Return the line of a checkpoint that says that the trail was restored: from this size on it is not
    the one of the lost checkpoint any more, as that is copied from a mail, a journal or minutes."""
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
    return f"restored {size} {reached} {root}"


def said_again(note: str) -> list[str]:
    """Return the lines of a checkpoint by which the trail was restored that the next one says again: as
    long as the trail is no longer than what was lost was, whoever holds one of it holds nothing lost."""
    told = SAYS_LOST.finditer(text_of(note))
    return [one[0] for one in told if int(one[1]) > size_of(note)]
