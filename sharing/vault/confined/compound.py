"""Word, Excel and Outlook files as they were: a file system in a file."""

import io
import re
import struct
from collections.abc import Iterator

from olefile import OleFileIO

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import pictures, programs
from sharing.vault.confined.found import Found
from sharing.vault.confined.pages import refuse_page
from sharing.vault.confined.telling import refuse_telling_bytes

BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 10_000
FREE = 0xFFFFFFFF  # of a sector: in no stream

# Where the programs keep macros, whichever of them made the file.
MACROS = {"vba", "macros", "_vba_project", "_vba_project_cur", "vbaproject"}
# What those programs keep in a letter or a table, and of the tables in it; no other program.
STREAMS = {
    "worddocument", "0table", "1table", "data", "workbook", "book", "revision log", "user names",
    "\x01compobj", "\x01ole", "\x03objinfo", "\x03linkinfo", "\x03print", "\x03eprint", "\x03meta",
    "\x03pic", "\x03pict", "\x03prntpict", "\x05summaryinformation", "\x05documentsummaryinformation",
}  # fmt: skip
FOLDERS = {"msodatastore", "_xmlsignatures", "_sx_db_cur"}
LOOKS = "\x02olepres"  # and a number
# How a field of a letter begins that asks another file or program, as its letters are kept.
ASKS = re.compile(
    rb"\x13\0?(?:[\s\"]\0?)*"
    + b"(?:%s)" % b"|".join(
        rb"\0?".join(bytes([letter]) for letter in name)
        for name in (b"DDE", b"INCLUDE", b"IMPORT", b"LINK", b"DATABASE", b"RD ")
    ),
    re.IGNORECASE,
)  # fmt: skip
LOCKED = {"encryptedpackage", "encryptioninfo"}
PROPERTIES = "__properties_version1.0"
ATTACHED_BYTES = "__substg1.0_37010102"
# What it is called, and how that ends; as text of one byte for each character, or of two.
CALLED = {f"__substg1.0_{what}001{how}" for what in ("3703", "3704", "3707") for how in "ef"}
PAGES = {f"__substg1.0_1013{how}" for how in ("0102", "001e", "001f")}
ATTACHED_OBJECT = "__substg1.0_3701000d"

WORD_FLAGS = 0x0A
WORD_ENCRYPTED = 0x0100
WORKBOOKS = ("workbook", "book")
# Records of a workbook, and what kinds of sheet run.
RECORD = struct.Struct("<HH")
SHEET, PASSWORD, END = 0x0085, 0x002F, 0x000A
SHEET_TYPE = 5
BOOK_ELSEWHERE, NO_NAMES = 0x01AE, (0x0401, 0x3A01)
ON_ANOTHER, IN_FILE, PARTED = b"\1\1@", (b"\1", b"\2"), b"\3"
RUNS = {1, 6}  # Excel 4.0 macros, Visual Basic

Path = tuple[str, ...]


def check(content: bytes) -> Kind:
    """Return which of them it is, without macros and other files in it."""
    with OleFileIO(io.BytesIO(content)) as file:
        # An archive in it is no sign: Word keeps the colours of a letter in one.
        if content[_end(file) :].strip(b"\0"):
            raise Found(Trouble.TWO_IN_ONE)
        listed = file.listdir(streams=True, storages=True)
        if len(listed) > MOST_ENTRIES:
            raise Found(Trouble.UNPACKS_TOO_LARGE)
        paths = {tuple(name.lower() for name in path): "/".join(path) for path in listed}
        names = {name for path in paths for name in path}
        if names & LOCKED:
            raise Found(Trouble.LOCKED)
        if names & MACROS:
            raise Found(Trouble.MACROS)
        kind = _check_main(file, paths)
        # The pictures of a letter stand in its streams as they were taken.
        for path in file.listdir():
            stream = _stream(file, "/".join(path))
            if kind is not Kind.OUTLOOK:
                _check_stream(tuple(name.lower() for name in path), stream)
            if path[-1].lower() in WORKBOOKS:
                # A picture stands in several records, one behind the other.
                stream = b"".join(body for _, body in _records(stream))
            refuse_telling_bytes(stream)
        return kind


def _end(file: OleFileIO) -> int:
    """Return where the last sector that is used ends; the header is as long as one."""
    used = max(number for number, following in enumerate(file.fat) if following != FREE)
    return int((used + 2) * file.sector_size)


def _check_main(file: OleFileIO, paths: dict[Path, str]) -> Kind:
    for name in WORKBOOKS:
        if (name,) in paths:
            _check_workbook(_stream(file, paths[name,]))
            return Kind.OLD_EXCEL
    if ("worddocument",) in paths:
        _check_letter(_stream(file, paths["worddocument",]))
        return Kind.OLD_WORD
    if (PROPERTIES,) in paths:
        _check_message(file, paths)
        return Kind.OUTLOOK
    raise Found(Trouble.NOT_TAKEN)


def _check_stream(path: Path, stream: bytes) -> None:
    """Stop at what is no part of a letter or a table, or asks others."""
    known = path[-1] in STREAMS or path[-1].startswith(LOOKS) or path[0] in FOLDERS
    if not known:
        raise Found(Trouble.HOLDS_FILES)
    programs.refuse(stream)
    if path[-1] in WORKBOOKS:
        for number, body in _records(stream):
            if number == BOOK_ELSEWHERE:
                _check_book_elsewhere(body)
    elif ASKS.search(stream):
        raise Found(Trouble.FETCHES)


def _check_book_elsewhere(body: bytes) -> None:
    """Another book may be on the writer's computer; what is parted otherwise asks a program."""
    (length,) = struct.unpack_from("<H", body, 2)
    if length in NO_NAMES:
        return
    where = body[5:].replace(b"\0", b"")[:length]
    if where.startswith(ON_ANOTHER) or (PARTED in where and not where.startswith(IN_FILE)):
        raise Found(Trouble.FETCHES)


def _stream(file: OleFileIO, path: str) -> bytes:
    with file.openstream(path) as stream:
        return bytes(stream.read())


def _check_letter(stream: bytes) -> None:
    (flags,) = struct.unpack_from("<H", stream, WORD_FLAGS)
    if flags & WORD_ENCRYPTED:
        raise Found(Trouble.LOCKED)


def _check_workbook(stream: bytes) -> None:
    """The records up to the first end are about the book: its password and its sheets."""
    at, record = 0, -1
    while record != END:
        record, length = RECORD.unpack_from(stream, at)
        if record == PASSWORD:
            raise Found(Trouble.LOCKED)
        if record == SHEET and stream[at + RECORD.size + SHEET_TYPE] in RUNS:
            raise Found(Trouble.MACROS)
        at += RECORD.size + length


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + RECORD.size <= len(stream):
        number, length = RECORD.unpack_from(stream, at)
        yield number, stream[at + RECORD.size : at + RECORD.size + length]
        at += RECORD.size + length


def _check_message(file: OleFileIO, paths: dict[Path, str]) -> None:
    """Pictures in its text and messages that it forwards may come with it; other files by
    themselves."""
    for path, name in paths.items():
        if path[-1] == ATTACHED_BYTES:
            _check_attached(_stream(file, name))
        if path[-1] in CALLED and (*path[:-1], ATTACHED_BYTES) in paths:
            _check_called(_stream(file, name))
        if path[-1] in PAGES:
            page = _stream(file, name)
            for read_as in ("latin-1", "utf-8", "utf-16-le"):
                refuse_page(page.decode(read_as, "replace"))
        if path[-1] == ATTACHED_OBJECT and (*path, PROPERTIES) not in paths:
            raise Found(Trouble.HOLDS_FILES)


def _check_attached(content: bytes) -> None:
    picture = pictures.kind_of(content)
    if picture is None:
        raise Found(Trouble.HOLDS_FILES)
    pictures.check(content, picture, inside=True)


def _check_called(stream: bytes) -> None:
    called = stream.replace(b"\0", b"").decode("latin-1").rstrip(" .").lower()
    if called and not called.endswith(pictures.ENDINGS):
        raise Found(Trouble.HOLDS_FILES)
