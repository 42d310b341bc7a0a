"""The parts of a Word or Excel file, told by their content, whatever they are called."""

import re
import struct

from sharing.vault.codes import Trouble
from sharing.vault.confined import emails, pictures, texts
from sharing.vault.confined.found import Found
from sharing.vault.confined.running import refuse_marks_that_run
from sharing.vault.confined.two_in_one import refuse_archive

_MARKS = re.compile(rb"\s*(?:\xef\xbb\xbf\s*)?<|\xff\xfe\s*\0?<|\xfe\xff\0?\s*\0<")

# Fonts that go with a letter are hidden under a key that stands in it.
_KEY = re.compile(rb"fontKey\s*=\s*[\"']\{([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}")
_HIDDEN = 32  # bytes of a font
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")

# How a printer is set up: of which version, how long, and how much of its own is behind.
_PRINTER = struct.Struct("<64x2s2xHH")
_PRINTERS = (b"\x00\x04", b"\x01\x04")
_MOST_OF_PRINTER = 128 * 1024  # bytes

# What Google's tables hold of their own.
_GOOGLE = "xl/metadata"
_MOST_OF_GOOGLE = 64 * 1024  # bytes


def font_keys(part: bytes) -> list[bytes]:
    """Return the keys to the fonts of a letter, of the part that lists them."""
    return [bytes.fromhex(key.decode().replace("-", ""))[::-1] for key in _KEY.findall(part)]


def check(name: str, content: bytes, keys: list[bytes]) -> None:
    """Stop at what is neither marks, picture, text nor one of the few things that the programs put
    beside them. Other letters and tables are looked at elsewhere."""
    if _is_nothing(content):
        return
    if _MARKS.match(content):
        refuse_marks_that_run(content)
    elif not (
        pictures.check_inside(content)
        or _is_font(content, keys)
        or _is_printer(content)
        or _is_note(name, content)
    ):
        _check_text(content)


def _is_nothing(content: bytes) -> bool:
    """Return whether it is empty: Office fills what it has taken out with these."""
    return not content.strip(b"\0\xff")


def _is_font(content: bytes, keys: list[bytes]) -> bool:
    begins = content[:4]
    seen = [begins, *(bytes(a ^ b for a, b in zip(begins, key, strict=False)) for key in keys)]
    return len(content) > _HIDDEN and any(one in _FONTS for one in seen)


def _is_printer(content: bytes) -> bool:
    if not _PRINTER.size <= len(content) <= _MOST_OF_PRINTER:
        return False
    version, size, more = _PRINTER.unpack_from(content)
    return version in _PRINTERS and bool(size + more == len(content))


def _is_note(name: str, content: bytes) -> bool:
    """Return whether it is what a program notes for itself: in two bytes for each character, or of
    a form that nobody else reads."""
    if name.lower() == _GOOGLE:
        return content.startswith(b"\0") and len(content) <= _MOST_OF_GOOGLE
    if "/customproperty" not in name.lower():
        return False
    return content.decode("utf-16-le", "replace").rstrip("\0").isprintable()


def _check_text(content: bytes) -> None:
    if emails.is_part(content):
        refuse_archive(content)
        emails.refuse_no_text(content)
        emails.check(content)
        return
    try:
        texts.check(content)
    except Found as found:
        if found.trouble in (Trouble.NOT_TAKEN, Trouble.WEB_PAGE):
            raise Found(Trouble.HOLDS_FILES) from found
        raise
