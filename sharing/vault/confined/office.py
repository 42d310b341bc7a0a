"""Word and Excel files as they are now: archives of parts. The directory is read first, then each
part is unpacked piece by piece, so that nothing unpacks to more than was allowed."""

import html
import io
from collections.abc import Iterator
from zipfile import ZipFile, ZipInfo

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import compound
from sharing.vault.confined.found import Found
from sharing.vault.confined.parts import check as check_part
from sharing.vault.confined.parts import font_keys
from sharing.vault.confined.running import refuse_what_is_fetched

BEGINS = b"PK\x03\x04"
DIRECTORY_ENDS = b"PK\x05\x06"
LENGTH_OF_END = 22  # bytes, without a comment
LENGTH_OF_HEADER = 30  # bytes of a part, at the least
ENCRYPTED = 0x1

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 2**20  # bytes
PIECE = 64 * 1024  # bytes
DEEPEST = 2  # a table in a table in a letter

TYPES = "[Content_Types].xml"
FONTS = "fonttable.xml"
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
KINDS = {
    _MAIN.format("wordprocessingml.document"): Kind.WORD,
    _MAIN.format("spreadsheetml.sheet"): Kind.EXCEL,
}
# A program finds what runs by the declared type of a part, whatever the part is called.
RUNS = ("vbaproject", "macroenabled", "macrosheet", "activex", "attachedtoolbars")


class Room:
    """What may still be unpacked, of a file and of those in it."""

    def __init__(self, most: int) -> None:
        self.left = most  # bytes

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Found(Trouble.UNPACKS_TOO_LARGE)


def check(content: bytes, room: Room | None = None, *, depth: int = 0) -> Kind:
    """Return which of them it is, without macros, in it or in what is embedded."""
    room = room or Room(MOST_UNPACKED)
    with ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        _check_directory(content, archive, parts)
        room.take(sum(part.file_size for part in parts))
        types = ""
        fonts = [part for part in parts if part.filename.lower().endswith(FONTS)]
        keys = [key for part in fonts for key in font_keys(_unpack(archive, part))]
        for part in parts:
            unpacked = _unpack(archive, part)
            if _declares(part.filename):
                declared = _declared(unpacked)
                if any(word in declared for word in RUNS):
                    raise Found(Trouble.MACROS)
                if part.filename == TYPES:
                    types = declared
                else:
                    refuse_what_is_fetched(unpacked)
            elif unpacked.startswith((BEGINS, compound.BEGINS)) or _is_embedded(part.filename):
                if unpacked:
                    _check_embedded(unpacked, room, depth + 1)
            else:
                check_part(part.filename, unpacked, keys)
    kind = next((kind for words, kind in KINDS.items() if words in types), None)
    if kind is None:
        raise Found(Trouble.NOT_TAKEN)
    return kind


def _check_directory(content: bytes, archive: ZipFile, parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise Found(Trouble.UNPACKS_TOO_LARGE)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Found(Trouble.LOCKED)
    if content.rfind(DIRECTORY_ENDS) + LENGTH_OF_END != len(content):
        raise Found(Trouble.TWO_IN_ONE)
    names = {part.filename.lower() for part in parts}
    if len(names) != len(parts) or any(map(_leads_outside, names)):
        raise Found(Trouble.UNREADABLE)
    # Parts that share bytes unpack to many times what they take: each begins where none is.
    starts = sorted((part.header_offset, part.compress_size) for part in parts)
    ends = [start for start, _ in starts[1:]] + [archive.start_dir]
    if not starts or starts[0][0] != 0:
        raise Found(Trouble.TWO_IN_ONE)
    for (start, size), end in zip(starts, ends, strict=True):
        if start + LENGTH_OF_HEADER + size > end:
            raise Found(Trouble.UNPACKS_TOO_LARGE)


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _declares(name: str) -> bool:
    return name == TYPES or name.lower().endswith(".rels")


def _is_embedded(name: str) -> bool:
    return "/embeddings/" in name.lower()


def _unpack(archive: ZipFile, part: ZipInfo) -> bytes:
    """Return the part, read to its end, as its length and sum are checked there."""
    return b"".join(_pieces(archive, part))


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as unpacked:
        while piece := unpacked.read(PIECE):
            yield piece


def _declared(part: bytes) -> str:
    """Return what a part declares, in small letters, with nothing left to be put together."""
    text = html.unescape(part.decode("utf-8-sig")).lower()
    if "\0" in text or "<!doctype" in text or "<!entity" in text:
        raise Found(Trouble.UNREADABLE)
    return text


def _check_embedded(content: bytes, room: Room, depth: int) -> None:
    try:
        if content.startswith(BEGINS) and depth <= DEEPEST:
            check(content, room, depth=depth)
        elif content.startswith(compound.BEGINS):
            compound.check(content)
        else:
            raise Found(Trouble.HOLDS_FILES)
    except Found as found:
        # Of another type is what may stand alone and may not hide.
        if found.trouble is Trouble.NOT_TAKEN:
            raise Found(Trouble.HOLDS_FILES) from found
        raise
