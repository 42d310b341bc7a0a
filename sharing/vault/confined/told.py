"""What a picture says beside what it shows. It may tell of how it was made: its size, colours,
camera and program. Whatever else it says stops, as it may be where it was taken, by whom, or of
whom."""

import re
import struct
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from PIL import Image

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found

BREAKS = (AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)

# By number, as cameras write it: of the picture and its small copy, of the taking, of the place
# (which form, and when), and of the form itself.
_MAIN, _TAKING, _PLACE, _FORM, _SMALL = 0, 0x8769, 0x8825, 0xA005, -1
_OF_PICTURE = {
    *range(0x00FE, 0x0104), 0x0106, 0x010A, 0x010F, 0x0110, 0x0111, 0x0112, *range(0x0115, 0x011D),
    *range(0x0122, 0x012A), 0x012D, 0x0131, 0x0132, 0x013D, 0x013E, 0x013F, 0x0140,
    *range(0x0142, 0x0146), 0x0152, 0x0153, 0x015B, 0x0201, 0x0202, *range(0x0211, 0x0215), 0x8769,
    0x8773, 0x8825, 0xA005, 0xC4A5, 0xEA1C,
}  # fmt: skip
_OF_TAKING = {
    0x829A, 0x829D, 0x8822, 0x8827, *range(0x8830, 0x8836), 0x9000, 0x9003, 0x9004,
    *range(0x9010, 0x9013), 0x9101, 0x9102, *range(0x9201, 0x920B), *range(0x9290, 0x9293),
    *range(0xA000, 0xA004), 0xA005, 0xA20E, 0xA20F, 0xA210, 0xA215, 0xA217, 0xA300, 0xA301, 0xA302,
    *range(0xA401, 0xA40B), 0xA40C, 0xA420, 0xA432, 0xA433, 0xA434, *range(0xA460, 0xA463), 0xEA1C,
}  # fmt: skip
_TECHNICAL = {
    _MAIN: _OF_PICTURE,
    _SMALL: _OF_PICTURE,
    _TAKING: _OF_TAKING,
    _PLACE: {0x00, 0x07, 0x1D},
    _FORM: {0x0001, 0x0002, 0x1001, 0x1002},
}

# As programs write it, by namespace.
_RDF, _META = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "adobe:ns:meta/"
_ADOBE = "http://ns.adobe.com/"
_NAMES = {
    f"{_ADOBE}xap/1.0/": "CreatorTool CreateDate ModifyDate MetadataDate Rating",
    f"{_ADOBE}xap/1.0/mm/": "DocumentID InstanceID OriginalDocumentID RenditionClass History"
    " DerivedFrom",
    f"{_ADOBE}xap/1.0/sType/ResourceEvent#": "action instanceID when softwareAgent changed"
    " parameters",
    f"{_ADOBE}xap/1.0/sType/ResourceRef#": "documentID instanceID originalDocumentID renditionClass",
    f"{_ADOBE}tiff/1.0/": "ImageWidth ImageLength BitsPerSample Compression Orientation"
    " PhotometricInterpretation SamplesPerPixel PlanarConfiguration XResolution YResolution"
    " ResolutionUnit Make Model Software DateTime NativeDigest",
    f"{_ADOBE}exif/1.0/": "ColorSpace PixelXDimension PixelYDimension ExifVersion DateTimeOriginal"
    " DateTimeDigitized ExposureTime FNumber FocalLength NativeDigest",
    f"{_ADOBE}photoshop/1.0/": "ColorMode ICCProfile LegacyIPTCDigest",
    "http://purl.org/dc/elements/1.1/": "format",
}
_SAID_OF_IT = {f"{space} {name}" for space, names in _NAMES.items() for name in names.split()}

# As newspapers do: in which letters, of which form.
_OF_PRESS = {(1, 0), (1, 90), (2, 0)}
# What Photoshop keeps beside: resolution, what is printed and how, angles, parts, a small copy,
# colours, numbers.
_KEPT = {
    0x03ED, 0x03F3, 0x03F5, 0x03F8, 0x0400, 0x0402, 0x0406, 0x0408, 0x040C, 0x040D, 0x040F, 0x0411,
    0x0414, 0x0419, 0x041A, 0x0421, 0x0425, 0x0426, 0x0428, 0x043A, 0x043B, 0x2710,
}  # fmt: skip
_BY_PRESS, _BY_CAMERA, _BY_PROGRAM = 0x0404, 0x0422, 0x0424

# What programs remark of themselves.
_REMARK = re.compile(
    r"CREATOR: gd-jpeg v[\d.]+ \(using IJG JPEG v\d+\), (?:default quality|quality = \d+)"
    r"|Lavc[\d.]+|Created with (?:The )?GIMP|AppleMark|Screenshot|Greenshot"
    r"|File written by Adobe Photoshop\W* [\d.]+|LEAD Technologies Inc\. V[\d.]+"
    r"|Intel\(R\) JPEG Library, version \[[\d.]+\]"
)
_LETTERS = b"ASCII\0\0\0"  # before what somebody remarked


def by_camera(content: bytes) -> None:
    written = Image.Exif()
    written.load(content)
    numbered(written)


def numbered(written: Image.Exif) -> None:
    """Stop at more than how the picture was made, by the numbers of what cameras write."""
    for part, technical in _TECHNICAL.items():
        for number, value in (written if part == _MAIN else written.get_ifd(part)).items():
            if number not in technical:
                refuse_said(value)


def by_program(content: bytes) -> None:
    """Stop at marks that say more than that."""
    unknown: list[bool] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        unknown.append((unknown and unknown[-1]) or not _is_technical(name))
        for attribute, value in attributes.items():
            if unknown[-1] or not _is_technical(attribute):
                refuse_said(value)

    def data(text: str) -> None:
        if unknown[-1]:
            refuse_said(text)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: unknown.pop()
    parser.CharacterDataHandler = data
    parser.CommentHandler = refuse_said
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content.strip(b"\0"), True)
    except expat.ExpatError as error:
        raise Found(Trouble.TELLS) from error


def _is_technical(name: str) -> bool:
    space, _, _ = name.rpartition(" ")
    return space in (_RDF, _META) or name in _SAID_OF_IT or name == "about"


def by_press(told: bytes) -> None:
    at = 0
    while told[at : at + 1] == b"\x1c":
        record, number, length = struct.unpack_from(">BBH", told, at + 1)
        if (record, number) not in _OF_PRESS:
            refuse_said(told[at + 5 : at + 5 + length])
        at += 5 + length
    refuse_said(told[at:])


def by_photoshop(kept: bytes) -> None:
    judges: dict[int, Callable[[bytes], None]] = {
        _BY_PRESS: by_press,
        _BY_CAMERA: by_camera,
        _BY_PROGRAM: by_program,
    }
    for number, value in _resources(kept):
        if number not in _KEPT:
            judge: Callable[[bytes], None] = judges.get(number, refuse_said)
            judge(value)


def _resources(kept: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while kept[at : at + 4] == b"8BIM":
        (number,) = struct.unpack_from(">H", kept, at + 4)
        at += 6 + (kept[at + 6] + 2) // 2 * 2  # its name
        (length,) = struct.unpack_from(">I", kept, at)
        yield number, kept[at + 4 : at + 4 + length]
        at += 4 + (length + 1) // 2 * 2
    refuse_said(kept[at:])


def refuse(*_: object) -> None:
    raise Found(Trouble.TELLS)


def refuse_said(value: Any) -> None:
    """Stop where there is a letter in it, which no program remarks of itself: cameras fill what
    they do not know with blanks."""
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, bytes):
            text = one.removeprefix(_LETTERS).decode("latin-1")
        else:
            text = str(one or "")
        if any(map(str.isalnum, text)) and not _REMARK.fullmatch(text.strip("\0\n ")):
            raise Found(Trouble.TELLS)
