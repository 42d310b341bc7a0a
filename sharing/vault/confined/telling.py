"""Pictures that say where they were taken, or by whom. One that is attached by itself is drawn anew
for others; one in a file that they fetch goes to them as it is, and may say of itself only how it
was made. In an e-mail what it says besides is blanked (`sharing/vault/blanking.py`). Each is read
from its beginning to its end: what nobody knows what it says is not taken."""

import re
import struct
import warnings
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PIL import ImageFile

from sharing.vault.blanking import Range
from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import told
from sharing.vault.confined.found import Found

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"

# Parts of a JPEG: those that every one has, and those that say something, by how they begin.
_ENDS, _SCAN = 0xD9, 0xDA
_ALONE = {0x01, *range(0xD0, 0xD8)}
_NEEDED = {*range(0xC0, 0xD0), _SCAN, *range(0xDB, 0xE0)}
_REMARK = 0xFE
_FILLED = 3  # bytes, by which Macs fill up
_BESIDE = {*range(0xE0, 0xF0), _REMARK}
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # behind a scan


def _nothing(content: bytes) -> None:
    """Of colours and forms alone."""


_SAYS: dict[int, dict[bytes, Callable[[bytes], None]]] = {
    0xE0: {b"JFIF\0": _nothing, b"JFXX\0": _nothing},
    0xE1: {b"Exif\0\0": told.by_camera, b"http://ns.adobe.com/xap/1.0/\0": told.by_program},
    0xE2: {b"ICC_PROFILE\0": _nothing, b"MPF\0": _nothing},
    0xE3: {b"MSO Palette ": _nothing},
    0xEC: {b"Ducky\0\1\0\4": _nothing},
    0xED: {b"Photoshop 3.0\0": told.by_photoshop},
    0xEE: {b"Adobe": _nothing},
    _REMARK: {b"": told.refuse_said},
}

_DRAWN = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"bKGD", b"hIST", b"pHYs", b"sPLT", b"tIME", b"acTL", b"fcTL", b"fdAT", b"oFFs", b"vpAg", b"orNT",
    b"iDOT", b"caNv", b"cmPP", b"gIFx",
}  # fmt: skip
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_SOFTWARE = {b"Software", b"Creation Time", b"date:create", b"date:modify", b"date:timestamp"}
_MOST_TEXT = 2**20  # bytes, unpacked

_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_OF_WEBP = {b"EXIF": told.by_camera, b"XMP ": told.by_program}

_REPEATS = {b"NETSCAPE2.0", b"ANIMEXTS1.0", b"MSOFFICE9.0", b"ICCRGBG1012"}
_MARKED = b"XMP DataXMP"
_TRAILER = 258  # bytes behind such marks, by which others find their end

# Signs of it in what is not read as a picture: bytes of one character, or of two for each.
_CAMERA = b"Exif\0\0"
_SIGNS = (b"ns.adobe.com/", b"adobe:ns:meta/", b"\xa9xyz\0")
_IN_ANY = tuple(
    sign for one in _SIGNS for sign in (one, b"\0".join(struct.unpack(f"{len(one)}c", one)))
)
_MOST = 64 * 1024  # bytes of what a camera writes

# What a camera writes: in which order bytes are, where the list begins, entries of which one says
# how the picture is turned.
_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
_HEAD, _ENTRY, _TURNED = len(_CAMERA) + 8, 12, 0x0112

_Judge = Callable[[bytes], None]
# What is done with a part that may say something: where it begins, and how it is judged.
_Part = Callable[[int, bytes, _Judge], None]


def refuse_telling(content: bytes, kind: Kind) -> None:
    """Stop at a picture that says where or by whom, or may."""
    _judged(lambda: _read(content, kind, _judge))


def telling_in(content: bytes, kind: Kind) -> list[Range]:
    """Return which bytes of a picture say so, or may, as far as it can be read."""
    found: list[Range] = []

    def note(at: int, body: bytes, judge: _Judge) -> None:
        try:
            _judge(at, body, judge)
        except (Found, UserWarning, zlib.error, *told.BREAKS):
            found.extend((at + start, at + end) for start, end in _all_but_turned(body))

    with warnings.catch_warnings(), suppress(Found, zlib.error, *told.BREAKS):
        # What cameras wrote and Pillow cannot follow.
        warnings.simplefilter("error")
        _read(content, kind, note)
    return found


def _read(content: bytes, kind: Kind, part: _Part) -> None:
    reads = {Kind.JPEG: _jpeg, Kind.PNG: _png, Kind.GIF: _gif, Kind.WEBP: _webp}
    end = reads[kind](content, part)
    part(end, content[end:], lambda rest: _nothing_behind(rest, kind))


def _judge(_at: int, body: bytes, judge: _Judge) -> None:
    """What was blanked says nothing."""
    if body.strip(b"\0"):
        judge(body)


def _all_but_turned(body: bytes) -> list[Range]:
    """Return which bytes of a part are blanked: all, but how the picture is to be turned."""
    order = _ORDERS.get(body[len(_CAMERA) : len(_CAMERA) + 4]) if body.startswith(_CAMERA) else None
    kept: list[Range] = []
    with suppress(struct.error):
        if order:
            at = len(_CAMERA) + int(struct.unpack_from(f"{order}I", body, _HEAD - 4)[0])
            (count,) = struct.unpack_from(f"{order}H", body, at)
            entries = (at + 2 + _ENTRY * number for number in range(count))
            turned = (
                one for one in entries if struct.unpack_from(f"{order}H", body, one)[0] == _TURNED
            )
            kept = [(0, _HEAD), (at, at + 2), *((one, one + _ENTRY) for one in turned)]
    starts = [0, *(end for _start, end in kept)]
    ends = [*(start for start, _end in kept), len(body)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def refuse_telling_frame(picture: ImageFile.ImageFile) -> None:
    """Stop at one frame of another picture that does."""
    _judged(lambda: told.numbered(picture.getexif()))


def refuse_telling_bytes(content: bytes) -> None:
    """Stop at bytes that hold such a picture as it is, with whatever stands around it."""
    for begins, read in ((_JPEG, _jpeg), (_PNG, _png)):
        at = content.find(begins)
        while at >= 0:
            try:
                end = at + read(content[at:], _judge)
            except (*told.BREAKS, zlib.error):
                at += len(begins)  # it begins so by chance, or is judged by the signs in it
            else:
                content = content[:at] + content[end:]
            at = content.find(begins, at)
    _judged(lambda: _refuse_signs(content))


def _refuse_signs(content: bytes) -> None:
    if any(sign in content for sign in _IN_ANY):
        told.refuse()
    at = content.find(_CAMERA)
    while at >= 0:
        told.by_camera(content[at : at + _MOST])
        at = content.find(_CAMERA, at + len(_CAMERA))


def _judged(judge: Callable[[], None]) -> None:
    try:
        judge()
    except (*told.BREAKS, zlib.error) as error:
        raise Found(Trouble.TELLS) from error


def _nothing_behind(rest: bytes, kind: Kind) -> None:
    """A second picture may stand behind a JPEG, as telephones add; nothing else."""
    while kind is Kind.JPEG and rest.lstrip(b"\0").startswith(_JPEG):
        rest = rest.lstrip(b"\0")
        rest = rest[_jpeg(rest, _judge) :]
    if len(rest.strip(b"\0")) > _FILLED:
        told.refuse()


def _jpeg(content: bytes, part: _Part) -> int:
    """Have judged what it says; return where it ends."""
    at = 2
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        begins, marker = content[at], content[at + 1]
        if begins != 0xFF:
            raise ValueError("nothing follows that is part of a JPEG")
        at += 2
        if marker == _ENDS:
            return at
        if marker not in _ALONE:
            (length,) = struct.unpack_from(">H", content, at)
            part(at + 2, content[at + 2 : at + length], partial(_judge_segment, marker))
            at += length
        if marker == _SCAN:
            following = _NEXT.search(content, at)
            if following is None:
                raise ValueError("it has no end")
            at = following.start()


def _judge_segment(marker: int, body: bytes) -> None:
    if marker in _NEEDED:
        return
    if marker not in _BESIDE:
        raise ValueError("no JPEG has such a part")
    for begins, judge in _SAYS.get(marker, {}).items():
        if body.startswith(begins):
            judge(body[len(begins) :])
            return
    told.refuse_said(body)


def _png(content: bytes, part: _Part) -> int:
    at, name = len(_PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        if name in _TEXTS:
            part(at + 8, body, partial(_judge_note, name))
        elif name == b"eXIf":
            part(at + 8, body, told.by_camera)
        elif not name.isalpha():
            raise ValueError("no part of a picture is called so")
        elif name not in _DRAWN:
            part(at + 8, body, told.refuse_said)
        at += 12 + length
    return at


def _judge_note(name: bytes, body: bytes) -> None:
    keyword, _, text = body.partition(b"\0")
    packed = name == b"zTXt"
    if packed:
        text = text[1:]
    if name == b"iTXt":
        packed = text[:1] == b"\1"
        _, _, text = text[2:].split(b"\0", 2)
    if packed:
        text = zlib.decompressobj().decompress(text, _MOST_TEXT)
    if keyword == b"XML:com.adobe.xmp":
        told.by_program(text)
    elif keyword not in _SOFTWARE:
        told.refuse_said(text)


def _webp(content: bytes, part: _Part) -> int:
    (size,) = struct.unpack_from("<I", content, 4)
    at = 12
    while at < 8 + size:
        name, length = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + length]
        if name not in _WEBP:
            part(at + 8, body, _OF_WEBP.get(name, told.refuse_said))
        at += 8 + length + length % 2
    return at


def _gif(content: bytes, part: _Part) -> int:
    at = 13 + _colours(content[10])
    while (block := content[at]) != 0x3B:
        if block == 0x2C:
            _, at = _blocks(content, at + 11 + _colours(content[at + 9]))
            continue
        label = content[at + 1]
        blocks, end = _blocks(content, at + 2)
        if label == 0xFF and blocks[0][1] == _MARKED:
            told.by_program(content[at + 3 + len(_MARKED) : end - _TRAILER])
        elif label != 0xF9 and (label != 0xFF or blocks[0][1] not in _REPEATS):
            for start, said in blocks:
                part(start, said, told.refuse_said)
        at = end
    return at + 1


def _colours(packed: int) -> int:
    """Return the length of a table of colours."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _blocks(content: bytes, at: int) -> tuple[list[tuple[int, bytes]], int]:
    """Return the pieces of a part, and where each begins; and where it ends."""
    found = []
    while length := content[at]:
        found.append((at + 1, content[at + 1 : at + 1 + length]))
        at += 1 + length
    return found, at + 1
