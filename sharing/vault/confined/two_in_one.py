"""Files that are of two types at once: each program opens what it looks for."""

import io
import re
from zipfile import is_zipfile

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found

# What a browser would take for a page.
MARKUP = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|object|embed)\b|<\?(?:php|xml-style)",
    re.IGNORECASE,
)
NEAR = 1024  # bytes from the beginning: so far readers look for what a file is


def is_markup(content: bytes) -> bool:
    """Return whether a browser could take this for a page."""
    return bool(MARKUP.search(content))


def refuse_archive(content: bytes) -> None:
    """Stop at what can be unpacked, too: an archive is read from its end."""
    if is_zipfile(io.BytesIO(content)):
        raise Found(Trouble.TWO_IN_ONE)
