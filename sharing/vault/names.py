"""The name under which a file is kept: its sender's name for it, without a path."""

import re
import unicodedata

LONGEST = 120  # characters
# Characters that file systems refuse in a name.
OUTSIDE = re.compile(r'[<>:"|?*]')


def clean_name(sent: str) -> str:
    """Return the last part of the name in composed letters, without characters that are invisible
    or turn the direction of writing. A long name is cut before its ending. Empty if nothing is
    left."""
    last = re.sub(r"\s", " ", re.split(r"[/\\]", sent)[-1])
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    # Composed last, because a removed character may have stood between two that belong together.
    composed = unicodedata.normalize("NFC", OUTSIDE.sub("", seen))
    name = re.sub(" +", " ", composed).strip(" .")
    stem, dot, ending = name.rpartition(".")
    room = LONGEST - len(ending) - 1
    if not dot or room <= 0:
        return name[:LONGEST].strip(" .")
    return f"{stem[:room].strip(' .')}.{ending}"


def ending_of(name: str) -> str:
    """Return the ending with its dot, in small letters; empty if there is none."""
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot else ""
