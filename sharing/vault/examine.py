"""The checks before a file is taken."""

from dataclasses import dataclass

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confinement import recognised
from sharing.vault.kinds import ABOUT
from sharing.vault.names import clean_name, ending_of
from sharing.vault.refusals import MOST, FileRefused


@dataclass(frozen=True)
class Examined:
    """A file that may be taken, as far as its name, size and content tell."""

    name: str
    kind: Kind
    pages: int  # that can be shown as pictures
    content: bytes
    words: str = ""  # as far as they could be read


def examine(sent_name: str, content: bytes, *, size: int | None = None) -> Examined:
    """Return the file under its clean name, or raise `FileRefused`. `size` is the number of bytes
    sent, if fewer were held."""
    name = clean_name(sent_name)
    if not name:
        raise FileRefused(Trouble.NAMELESS)
    if max(len(content), size or 0) > MOST:
        raise FileRefused(Trouble.TOO_LARGE)
    if not content:
        raise FileRefused(Trouble.EMPTY)
    found = recognised(content)
    if ending_of(name) not in ABOUT[found.kind].endings:
        raise FileRefused(Trouble.NAME_DIFFERS)
    return Examined(name, found.kind, found.pages, content, found.words)
