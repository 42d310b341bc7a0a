"""The words in a file, as far as they can be had without drawing it: they are compared with the
addresses of a case, and kept nowhere."""

import io
import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import Message
from typing import cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from olefile import OleFileIO

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import compound, office, pictures
from sharing.vault.confined.found import BREAKS, Found
from sharing.vault.confined.lists import Levels, levels_in
from sharing.vault.confined.marked import ASIDE, MOST, Reading, read_document, read_page

MOST_OF_A_PART = 10 * 2**20  # bytes of a file in it

WIDE = (b"\xff\xfe", b"\xfe\xff")  # how text of two bytes for each character begins
PARTS = ("\t", ",", ";", "|")  # what stands between the cells of a table that is text
BESIDE_CELLS = " \"'"
_MARK = re.compile(rb"\s*(?:\xef\xbb\xbf)?<")
# Of a file whose form is not read: what looks like text, of one byte or two for each character.
_SINGLE = re.compile(rb"[\t\n\r\x20-\x7e\xa0-\xff]{4,}")
_DOUBLE = re.compile(rb"(?:[\t\n\r\x20-\x7e\xa0-\xff]\0){4,}")


def words(content: bytes, kind: Kind) -> str:
    """Return the words of the file, if it has any. Where its reader breaks, so that some may be
    left unread, that stops: nobody could say that an address is not among them."""
    reader = READERS.get(kind)
    if reader is None:
        return ""
    found, length = [], 0
    try:
        for part in reader(content):
            found.append(part[: MOST - length])
            length += len(found[-1])
            if length == MOST:
                break
    except (*BREAKS, OSError, BadZipFile, struct.error) as error:
        raise Found(Trouble.UNREADABLE) from error
    return "\n".join(found)


def decoded(content: bytes, charset: str = "") -> str:
    """Return the text of these bytes, whatever they are called: where they cannot be that, as they
    are mostly written."""
    if content.startswith(WIDE):
        return content.decode("utf-16", "replace")
    # Two bytes for each character, and not called so.
    plain = content.replace(b"\0", b"")
    for name in (charset, "utf-8"):
        try:
            return plain.decode(name)
        except (LookupError, ValueError):
            pass
    return plain.decode("cp1252", "replace")


def _of_pdf(content: bytes) -> Iterator[str]:
    from sharing.vault.confined import of_pdf  # it brings much that no other file needs

    return of_pdf.words(content)


def _of_office(content: bytes, depth: int = 0) -> Iterator[str]:
    with ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        shared = _shared_strings(archive, parts)
        levels = levels_in(_named(archive, parts, "numbering.xml"))
        for part in parts:
            unpacked = _unpacked(archive, part)
            if not pictures.is_picture(unpacked):
                yield from _of_part(unpacked, shared, depth, levels)


def _shared_strings(archive: ZipFile, parts: list[ZipInfo]) -> list[str]:
    """Return the strings to which cells of tables refer by their number."""
    reading = read_document(_named(archive, parts, "sharedstrings.xml"))
    return reading.strings if reading else []


def _named(archive: ZipFile, parts: list[ZipInfo], name: str) -> bytes:
    """Return the first part of that name, in whichever folder."""
    found = (one for one in parts if one.filename.lower().endswith(name))
    return next((_unpacked(archive, one) for one in found), b"")


def _unpacked(archive: ZipFile, part: ZipInfo) -> bytes:
    with archive.open(part) as unpacked:
        return unpacked.read(MOST_OF_A_PART)


def _of_part(content: bytes, shared: list[str], depth: int, levels: Levels) -> Iterator[str]:
    """Return what a part of a letter or a table says: another of them, a page, plain text."""
    if content.startswith(office.BEGINS):
        if depth < office.DEEPEST:
            yield from _of_office(content, depth + 1)
    elif content.startswith(compound.BEGINS):
        yield from _of_compound(content)
    elif _MARK.match(content) or content.startswith(WIDE):
        yield (
            read_document(content, shared, levels) or read_page(decoded(content), shared)
        ).words()
    else:
        yield from _of_email(content)


def _of_email(content: bytes) -> Iterator[str]:
    message = message_from_bytes(content.lstrip(), policy=policy.default)
    for part in message.walk():
        yield from _of_headers(part)
        yield from (said for said in (part.preamble, part.epilogue) if said)
        # Of a part that holds no others it is bytes.
        sent = None if part.is_multipart() else cast(bytes, part.get_payload(decode=True))
        if sent and not pictures.kind_of(sent):
            page = part.get_content_subtype() == "html"
            # What it is called, and what it is.
            texts = (decoded(sent, part.get_content_charset("")), decoded(sent))
            yield from (read_page(one).words() if page else one for one in dict.fromkeys(texts))


def _of_headers(part: Message) -> Iterator[str]:
    # What the sender wrote, where it cannot be read as it is meant.
    yield ASIDE.join(f"{value}" for _, value in part.raw_items())
    for name, _ in part.raw_items():
        with suppress(*BREAKS):
            yield f"{part[name]}{ASIDE}"


def _of_compound(content: bytes) -> Iterator[str]:
    """What the old programs wrote has forms of its own; its text stands in it as it is."""
    with OleFileIO(io.BytesIO(content)) as file:
        for path in file.listdir():
            with file.openstream(path) as stream:
                held = stream.read(MOST_OF_A_PART)
            yield from (one.decode("cp1252", "replace") for one in _SINGLE.findall(held))
            yield from (one.decode("utf-16-le", "replace") for one in _DOUBLE.findall(held))


def _of_text(content: bytes) -> Iterator[str]:
    text = decoded(content)
    yield text
    # A table that was written as text.
    reading = Reading()
    for line in text.splitlines():
        for parts in PARTS:
            if parts in line:
                cells = (cell.strip(BESIDE_CELLS) for cell in line.split(parts))
                reading.row([cell for cell in cells if cell])
    yield from (ASIDE + row for row in reading.asides)


READERS = {
    Kind.PDF: _of_pdf,
    Kind.WORD: _of_office,
    Kind.EXCEL: _of_office,
    Kind.OLD_WORD: _of_compound,
    Kind.OLD_EXCEL: _of_compound,
    Kind.OUTLOOK: _of_compound,
    Kind.EMAIL: _of_email,
    Kind.TEXT: _of_text,
}
