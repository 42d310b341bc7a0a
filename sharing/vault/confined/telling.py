"""Pictures that say where they were taken, or by whom. One that is attached by itself is drawn anew for
others; one in a file that they fetch goes to them as it is."""

import re
import struct
from collections.abc import Iterable
from typing import Any

from PIL import Image, ImageFile, IptcImagePlugin

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found

BREAKS = (AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)

# By number, as cameras write it.
_PLACES, _CAMERA = 0x8825, 0x8769
_AUTHORS, _OWNER = (0x013B, 0x9C9D), 0xA430
_PLACE = (2, 4, 20, 22, 28)  # where it was taken, where that is about, and what it is called
_PRESS = ((2, 80), (2, 90), (2, 92), (2, 122))  # by line, town, place, writer
# By name, as programs do.
_NAMES = {"author", "artist", "creator", "location"}
_WHERE = re.compile(rb"\b(?:exif:GPSL(?:at|ong)itude|photoshop:City|Iptc4xmpCore:Location)\b")
_WHO = re.compile(
    rb"<(dc:creator|pdf:Author|aux:OwnerName|exifEX:CameraOwnerName)\b[^>]*>(.*?)</\1>"
    rb"|\b(?:dc:creator|pdf:Author|aux:OwnerName|exifEX:CameraOwnerName)\s*=\s*[\"'](.+?)[\"']",
    re.DOTALL,
)
_MARK = re.compile(rb"<[^>]*>")
# A film behind a picture, as telephones add, and its place.
_FILM, _PLACE_OF_FILM = b"ftyp", b"\xa9xyz"
_BEGINS = b"Exif\0\0"
_MOST = 64 * 1024  # bytes of what a camera writes


def refuse_telling(picture: ImageFile.ImageFile) -> None:
    """Stop at a picture, one frame of which is loaded, that says where or by whom, or may."""
    try:
        told = _told_by_camera(picture.getexif()) or _told_by_press(picture)
    except BREAKS as error:
        raise Found(Trouble.TELLS) from error
    said = picture.info.items()
    if told or any(name in _NAMES and _is_said(value) for name, value in _lower(said)):
        raise Found(Trouble.TELLS)
    for _, value in said:
        if isinstance(value, str | bytes):
            _refuse_marks(value.encode() if isinstance(value, str) else value)


def refuse_telling_bytes(content: bytes) -> None:
    """Stop at bytes that hold such a picture as it is, with whatever stands around it."""
    _refuse_marks(content)
    if _FILM in content and _PLACE_OF_FILM in content:
        raise Found(Trouble.TELLS)
    at = content.find(_BEGINS)
    while at >= 0:
        written = Image.Exif()
        try:
            written.load(content[at : at + _MOST])
            told = _told_by_camera(written)
        except BREAKS as error:
            raise Found(Trouble.TELLS) from error
        if told:
            raise Found(Trouble.TELLS)
        at = content.find(_BEGINS, at + len(_BEGINS))


def _told_by_camera(written: Image.Exif) -> bool:
    places, camera = written.get_ifd(_PLACES), written.get_ifd(_CAMERA)
    people = [*map(written.get, _AUTHORS), camera.get(_OWNER)]
    return any(one in places for one in _PLACE) or any(map(_is_said, people))


def _told_by_press(picture: ImageFile.ImageFile) -> bool:
    told = IptcImagePlugin.getiptcinfo(picture) or {}
    return any(_is_said(told.get(one)) for one in _PRESS)


def _refuse_marks(content: bytes) -> None:
    if _WHERE.search(content):
        raise Found(Trouble.TELLS)
    for found in _WHO.finditer(content):
        if _is_said(_MARK.sub(b"", found[2] or b"")) or found[3]:
            raise Found(Trouble.TELLS)


def _lower(said: Iterable[tuple[Any, Any]]) -> list[tuple[str, Any]]:
    return [(str(name).lower(), value) for name, value in said]


def _is_said(value: Any) -> bool:
    """Return whether there is a letter in it: cameras fill what they do not know with blanks."""
    if isinstance(value, list | tuple):
        return any(map(_is_said, value))
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    return any(map(str.isalnum, text))
