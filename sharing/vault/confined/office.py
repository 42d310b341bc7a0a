"""Word and Excel files as they are now: archives of parts. The directory is read first, then each
part is unpacked piece by piece, so that nothing unpacks to more than was allowed."""

import io
from collections.abc import Iterator
from zipfile import ZipFile, ZipInfo

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import compound
from sharing.vault.confined.declared import Declared, font_keys, plain
from sharing.vault.confined.found import Found
from sharing.vault.confined.parts import EMBEDDED, is_nothing
from sharing.vault.confined.parts import check as check_part
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
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
FONTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.fonttable+xml"
KINDS = {
    _MAIN.format("wordprocessingml.document"): Kind.WORD,
    _MAIN.format("spreadsheetml.sheet"): Kind.EXCEL,
}


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
        unpacked = {plain(part.filename): _unpack(archive, part) for part in parts}
        if len(unpacked) != len(parts):
            raise Found(Trouble.UNREADABLE)
        declared = Declared(unpacked.pop(plain(TYPES), b"<none/>"))
        kind = next((kind for main, kind in KINDS.items() if main in declared), None)
        if kind is None:
            raise Found(Trouble.NOT_TAKEN)
        keys = _font_keys(declared, unpacked)
        for name, part in unpacked.items():
            if name.endswith(".rels"):
                refuse_what_is_fetched(part)
            elif not is_nothing(part):
                _check_part(name, declared.type_of(name), part, keys.get(name, b""), room, depth)
    return kind


def _font_keys(declared: Declared, unpacked: dict[str, bytes]) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for name, part in unpacked.items():
        if declared.type_of(name) == FONTS:
            folder, _, own = name.rpartition("/")
            related = unpacked.get(f"{folder}/_rels/{own}.rels", b"<none/>")
            keys |= font_keys(part, related, folder)
    return keys


def _check_part(name: str, kind: str, part: bytes, key: bytes, room: Room, depth: int) -> None:
    if kind in EMBEDDED:
        _check_embedded(part, room, depth + 1)
    else:
        check_part(name, kind, part, key)


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


def _unpack(archive: ZipFile, part: ZipInfo) -> bytes:
    """Return the part, read to its end, as its length and sum are checked there."""
    return b"".join(_pieces(archive, part))


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as unpacked:
        while piece := unpacked.read(PIECE):
            yield piece


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
