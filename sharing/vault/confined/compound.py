"""Word, Excel and Outlook files as they were: a file system in a file."""

import io
import struct
from collections.abc import Iterator

from olefile import OleFileIO

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import pictures
from sharing.vault.confined.found import Found
from sharing.vault.confined.pages import refuse_page
from sharing.vault.confined.telling import refuse_telling_bytes

BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 10_000
FREE = 0xFFFFFFFF  # of a sector: in no stream

# Where the programs keep macros, whichever of them made the file.
MACROS = {"vba", "macros", "_vba_project", "_vba_project_cur", "vbaproject"}
PACKAGE = "\x01ole10native"  # a file of any type
LOCKED = {"encryptedpackage", "encryptioninfo"}
PROPERTIES = "__properties_version1.0"
ATTACHED_BYTES = "__substg1.0_37010102"
PAGE = "__substg1.0_10130102"
ATTACHED_OBJECT = "__substg1.0_3701000d"

WORD_FLAGS = 0x0A
WORD_ENCRYPTED = 0x0100
WORKBOOKS = ("workbook", "book")
# Records of a workbook, and what kinds of sheet run.
RECORD = struct.Struct("<HH")
SHEET, PASSWORD, END = 0x0085, 0x002F, 0x000A
SHEET_TYPE = 5
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
        if PACKAGE in names:
            raise Found(Trouble.HOLDS_FILES)
        kind = _check_main(file, paths)
        # The pictures of a letter stand in its streams as they were taken.
        for path in file.listdir():
            stream = _stream(file, "/".join(path))
            whole = path[-1].lower() in WORKBOOKS
            refuse_telling_bytes(b"".join(_bodies(stream)) if whole else stream)
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


def _bodies(stream: bytes) -> Iterator[bytes]:
    """Yield what the records hold: a picture stands in several of them, one behind the other."""
    at = 0
    while at + RECORD.size <= len(stream):
        _, length = RECORD.unpack_from(stream, at)
        yield stream[at + RECORD.size : at + RECORD.size + length]
        at += RECORD.size + length


def _check_message(file: OleFileIO, paths: dict[Path, str]) -> None:
    """Pictures in its text and messages that it forwards may come with it; other files by
    themselves."""
    for path, name in paths.items():
        if path[-1] == ATTACHED_BYTES:
            _check_attached(_stream(file, name))
        if path[-1] == PAGE:
            refuse_page(_stream(file, name).decode("latin-1"))
        if path[-1] == ATTACHED_OBJECT and (*path, PROPERTIES) not in paths:
            raise Found(Trouble.HOLDS_FILES)


def _check_attached(content: bytes) -> None:
    picture = pictures.kind_of(content)
    if picture is None:
        raise Found(Trouble.HOLDS_FILES)
    pictures.check(content, picture, inside=True)
