"""Where an address leads: to what comes with a file or lies on the reader's own computer, by a
click, or elsewhere."""

import re
from base64 import b64decode
from urllib.parse import unquote

from sharing.vault.codes import Trouble
from sharing.vault.confined import pictures
from sharing.vault.confined.found import Found

_BLANK = re.compile(r"[\x00-\x20]+")  # what a browser passes over in an address
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):")

# Nothing of a disk's lies above its root, and behind two strokes stands another computer.
_HERE = re.compile(
    r"(?:file:/{0,3}|file://localhost/)?[a-z]:(?!.*(?://|/\.\./))/"
    r"|file:///(?!/|[a-z]:|.*//)"
    r"|(?!//)[^:]*$"
)
_WITH_IT = re.compile(r"cid:|mid:")
# A picture in letters, as some programs write one that was pasted.
_WRITTEN = re.compile(
    r"data:image/(?:png|jpe?g|gif|webp|bmp)(?:;[^,]*)?;base64,(.*)", re.IGNORECASE | re.DOTALL
)
# Whoever clicks is asked, or sees a page, a mail or a number to call.
_CLICKED = {
    "http", "https", "mailto", "tel", "callto", "sms", "sip", "ftp", "file", "cid", "mid", "about",
}  # fmt: skip


def is_here(address: str) -> bool:
    """Return whether it leads to what comes with the file, or lies on the computer of whoever opens
    it: nobody else learns that they did. Stops at a picture that stands in the address itself, and
    tells where or by whom it was taken."""
    where = _BLANK.sub("", unquote(address))
    written = _WRITTEN.match(where)
    if written:
        _refuse_telling(written[1])
        return True
    where = where.replace("\\", "/").lower()
    return bool(_HERE.match(where) or _WITH_IT.match(where))


def may_be_clicked(address: str) -> bool:
    """Return whether it may lead elsewhere for whoever clicks on it: no other program is
    started."""
    scheme = _SCHEME.match(_BLANK.sub("", unquote(address)).lower())
    return scheme is None or scheme[1] in _CLICKED


def _refuse_telling(letters: str) -> None:
    try:
        content = b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except ValueError as error:
        raise Found(Trouble.HOLDS_FILES) from error
    if not pictures.check_inside(content):
        raise Found(Trouble.HOLDS_FILES)
