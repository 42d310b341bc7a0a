"""The name of a file as it is kept: what its sender calls it, and no path."""

import re
import unicodedata

LONGEST = 120  # characters
# What no file system takes in a name, and the end of any path.
OUTSIDE = re.compile(r'[<>:"|?*]')


def clean_name(sent: str) -> str:
    """Return the last part of the name in composed letters, without what cannot be seen or would
    turn the direction of writing, cut before its ending; empty if nothing is left."""
    last = re.sub(r"\s", " ", re.split(r"[/\\]", sent)[-1])
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    # What was taken out may have parted what belongs together: composed after that.
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
