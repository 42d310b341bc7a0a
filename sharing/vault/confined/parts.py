"""The parts of a Word or Excel file: each is of a type that letters and tables need, and its bytes
are what it is declared as."""

import re
import struct

from sharing.vault.codes import Trouble
from sharing.vault.confined import emails, pictures, programs, texts
from sharing.vault.confined.found import Found
from sharing.vault.confined.pages import refuse_page
from sharing.vault.confined.running import refuse_marks_that_run, refuse_old_drawing_that_runs
from sharing.vault.confined.two_in_one import refuse_archive

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLD_DRAWING = f"{_OFFICE}vmldrawing"
_PRINTERS = (
    f"{_OFFICE}spreadsheetml.printersettings",
    f"{_OFFICE}wordprocessingml.printersettings",
)
_NOTE = f"{_OFFICE}spreadsheetml.customproperty"
_FONTS = (f"{_OFFICE}obfuscatedfont", "application/x-font-ttf")
_SAVED_PAGES = ("message/rfc822", "application/x-mimearchive")
# Tables in letters, and letters in tables: looked at elsewhere.
EMBEDDED = (
    f"{_OFFICE}oleobject",
    f"{_OFFICE}package",
    f"{_OFFICE}spreadsheetml.sheet",
    f"{_OFFICE}wordprocessingml.document",
    "application/vnd.ms-excel",
    "application/msword",
)

_MARKS = re.compile(rb"\s*(?:\xef\xbb\xbf\s*)?<|\xff\xfe\s*\0?<|\xfe\xff\0?\s*\0<")

# Fonts that go with a letter are hidden under a key that stands in it.
_HIDDEN = 32  # bytes of a font
_BEGINS = (b"\0\1\0\0", b"OTTO", b"true")
_FONT, _TABLE = struct.Struct(">4sH6x"), struct.Struct(">4s4xII")
_MOST_TABLES = 64

# How a printer is set up: its name, of which version, how long, and how much of its own is behind.
_PRINTER = struct.Struct("<64s2s2xHH")
_VERSIONS = (b"\x00\x04", b"\x01\x04")
_MOST_OF_PRINTER = 128 * 1024  # bytes

# What Google's tables hold of their own.
_GOOGLE, _GOOGLES = "xl/metadata", "application/binary"
_MOST_OF_GOOGLE = 64 * 1024  # bytes


def is_nothing(content: bytes) -> bool:
    """Return whether it is empty: Office fills what it has taken out with these."""
    return not content.strip(b"\0\xff")


def check(name: str, kind: str, content: bytes, key: bytes) -> None:
    """Stop at what is none of the few things that letters and tables need, or is not what it is
    declared as. Other letters and tables are looked at elsewhere."""
    programs.refuse(content)
    if kind == _OLD_DRAWING:
        refuse_old_drawing_that_runs(content)
    elif kind.endswith("xml"):
        refuse_marks_that_run(content)
    elif kind == "text/html":
        _check_page(content)
    elif kind == "text/plain":
        _check_text(content)
    elif kind in _SAVED_PAGES and emails.is_part(content):
        refuse_archive(content)
        emails.refuse_no_text(content)
        emails.check(content)
    elif not (
        (kind.startswith("image/") and pictures.check_inside(content))
        or (kind in _FONTS and _is_font(content, key))
        or (kind in _PRINTERS and name.lower().endswith(".bin") and _is_printer(content))
        or (kind == _NOTE and _is_note(content))
        or (name.lower() == _GOOGLE and kind == _GOOGLES and _is_googles(content))
    ):
        raise Found(Trouble.HOLDS_FILES)


def _is_font(content: bytes, key: bytes) -> bool:
    """Return whether it is a font with all the tables that it lists."""
    seen = bytes(a ^ b for a, b in zip(content[:_HIDDEN], (key or bytes(16)) * 2, strict=False))
    font = seen + content[_HIDDEN:]
    if len(font) <= _HIDDEN or not font.startswith(_BEGINS):
        return False
    _, count = _FONT.unpack_from(font)
    if not 0 < count <= _MOST_TABLES or _FONT.size + count * _TABLE.size > len(font):
        return False
    tables = _TABLE.iter_unpack(font[_FONT.size : _FONT.size + count * _TABLE.size])
    return all(tag.isascii() and at + length <= len(font) for tag, at, length in tables)


def _is_printer(content: bytes) -> bool:
    if _MARKS.match(content):  # as Macs write it
        refuse_marks_that_run(content)
        return True
    if not _PRINTER.size <= len(content) <= _MOST_OF_PRINTER:
        return False
    name, version, size, more = _PRINTER.unpack_from(content)
    called = name.decode("utf-16-le", "replace").partition("\0")[0].isprintable()
    return called and version in _VERSIONS and bool(size + more == len(content))


def _is_note(content: bytes) -> bool:
    """Return whether it is what a program notes for itself: in two bytes for each character."""
    text = content.decode("utf-16-le", "replace").rstrip("\0")
    return all(one.isprintable() or one.isspace() for one in text)


def _is_googles(content: bytes) -> bool:
    return content.startswith(b"\0") and len(content) <= _MOST_OF_GOOGLE


def _check_page(content: bytes) -> None:
    refuse_archive(content)
    if not _MARKS.match(content):
        raise Found(Trouble.HOLDS_FILES)
    wide = content.startswith(texts.WIDE)
    refuse_page(content.decode("utf-16", "replace") if wide else content.decode("latin-1"))


def _check_text(content: bytes) -> None:
    try:
        texts.check(content)
    except Found as found:
        if found.trouble in (Trouble.NOT_TAKEN, Trouble.WEB_PAGE):
            raise Found(Trouble.HOLDS_FILES) from found
        raise
