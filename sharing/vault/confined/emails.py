"""E-mail. Each of its parts is told by its content, whatever the sender calls it."""

import re
from contextlib import suppress
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from itertools import islice
from typing import cast

from sharing.vault.blanking import WRITTEN, Blank
from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import beside, pictures
from sharing.vault.confined.charsets import is_known
from sharing.vault.confined.found import Found
from sharing.vault.confined.pages import refuse_page
from sharing.vault.confined.telling import telling_in

HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+:")
BESIDE_THE_SENDER = ("date", "message-id", "received", "subject")
MOST_PARTS = 1_000
MARKED = b"\xef\xbb\xbf"  # how some programs begin a text

ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
# What is elsewhere, or only in pieces.
NOT_WHOLE = {"message/partial", "message/external-body"}
ENCODINGS = {"", "7bit", "8bit", "binary", "quoted-printable", "base64"}
AS_THEY_ARE = ENCODINGS - {"quoted-printable", "base64"}

# Each part, by what it is labelled, and how the name of such a one ends.
PICTURE_LABELS = {"application/octet-stream", *(
    f"image/{form}" for form in ("png", "x-png", "jpeg", "jpg", "pjpeg", "gif", "webp")
)}  # fmt: skip
BESIDE = {
    "application/pkcs7-signature": (beside.is_signature, (".p7s",)),
    "application/x-pkcs7-signature": (beside.is_signature, (".p7s",)),
    "application/pgp-signature": (beside.is_armour, (".asc", ".sig", ".pgp")),
    "application/pgp-keys": (beside.is_armour, (".asc",)),
    "text/calendar": (beside.is_calendar, (".ics",)),
    "application/ics": (beside.is_calendar, (".ics",)),
}
TEXTS = {"text/plain", "text/html", "text/rfc822-headers"}

# What says how a part is built stands in it once, and each says one thing.
STRUCTURE = ("mime-version", "content-type", "content-transfer-encoding", "content-disposition")
ONCE = ("boundary", "charset")
NAMES = (("content-type", "name"), ("content-disposition", "filename"))
BUILT = re.compile(r"^content-[a-z-]+\s*:", re.IGNORECASE | re.MULTILINE)

# No text has it, but for what old letters and Japanese are written with.
UNSEEN = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
OTHERS = (b"{\\rtf", b"%!", b"%PDF-", b"#!")  # what begins like text and is none
# A file in the midst of a text, as it was sent before there were parts; some programs take it out.
IN_TEXT = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} .*$[\s\S]*^(?:end|={4})\s*$", re.MULTILINE)


def is_email(text: bytes) -> bool:
    """Return whether the text begins as an e-mail does: headers, among them who sent it."""
    if not HEADER.match(text):
        return False
    head = message_from_bytes(text, policy=policy.compat32)
    return head["from"] is not None and any(head[name] is not None for name in BESIDE_THE_SENDER)


def is_part(text: bytes) -> bool:
    """Return whether the text is a page with its pictures, as it is saved: an e-mail of nobody."""
    text = text.lstrip()
    if not HEADER.match(text):
        return False
    head = message_from_bytes(text, policy=policy.compat32)
    return head["mime-version"] is not None or head["content-type"] is not None


def check(content: bytes) -> Kind:
    """Return that it is an e-mail, with nothing in it but text and pictures, and without a
    password."""
    message = message_from_bytes(content.lstrip(), policy=policy.compat32)
    for number, part in enumerate(message.walk()):
        if number == MOST_PARTS:
            raise Found(Trouble.UNPACKS_TOO_LARGE)
        _check_part(part)
    return Kind.EMAIL


def blanks(content: bytes) -> list[Blank]:
    """Return what of the pictures in an e-mail says where or by whom: it is blanked before anybody
    fetches it. What cannot be blanked is left, and so refused."""
    message = message_from_bytes(content.removeprefix(MARKED).lstrip(), policy=policy.compat32)
    found: list[Blank] = []
    at = 0
    for part in islice(message.walk(), MOST_PARTS):
        written = part.get_payload()
        if not isinstance(written, str) or not _is_written(part):
            continue
        letters = written.encode(errors="replace")
        picture = cast(bytes, part.get_payload(decode=True))
        kind = pictures.kind_of(picture)
        ranges = telling_in(picture, kind) if kind else []
        start = content.find(letters, at)
        if kind and ranges and start >= 0 and WRITTEN.fullmatch(letters):
            # As it is taken by itself.
            pictures.check(picture, kind)
            at = start + len(letters)
            found.append((start, at, ranges))
    return found


def _is_written(part: Message) -> bool:
    """Return whether a part is written in letters (base64), as pictures are."""
    return str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"


def _check_part(part: Message) -> None:
    _check_structure(part)
    kind, main = part.get_content_type(), part.get_content_maintype()
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if kind in ENCRYPTED:
        raise Found(Trouble.LOCKED)
    # What is in an encoded message is not seen; an encoding that nobody knows hides as well.
    known = AS_THEY_ARE if main == "message" else ENCODINGS
    if kind in NOT_WHOLE or (main != "multipart" and encoding not in known):
        raise Found(Trouble.HOLDS_FILES)
    if not part.is_multipart():
        if main == "multipart":
            raise Found(Trouble.UNREADABLE)
        # Of a part that holds no others it is bytes.
        _check_single(part, kind, cast(bytes, part.get_payload(decode=True)))


def _check_structure(part: Message) -> None:
    """Stop at a part that one program could read otherwise than another."""
    values = [part.get_all(name, []) for name in STRUCTURE]
    said = [name.lower() for name, _ in part.get_params([])]
    if any(len(value) > 1 for value in values) or any(said.count(name) > 1 for name in ONCE):
        raise Found(Trouble.TWO_IN_ONE)
    if any(BUILT.search(beside or "") for beside in (part.preamble, part.epilogue)):
        raise Found(Trouble.HOLDS_FILES)


def _names(part: Message) -> list[str]:
    """Return what the part is called, each way in which it is said."""
    found = []
    for header, name in NAMES:
        for key, value in part.get_params([], header):
            if key.lower() == name:
                written = collapse_rfc2231_value(value)
                with suppress(LookupError, ValueError, HeaderParseError):
                    written = str(make_header(decode_header(written)))
                found.append(written)
    return found


def _is_named(part: Message, endings: tuple[str, ...]) -> bool:
    """Return whether its names, if it has any, end as that which it is."""
    return all(name.lower().rstrip(" .").endswith(endings) for name in _names(part))


def _check_single(part: Message, kind: str, sent: bytes) -> None:
    picture = pictures.kind_of(sent)
    if picture and kind in PICTURE_LABELS and _is_named(part, pictures.ENDINGS):
        pictures.check(sent, picture, inside=True)
    elif kind in BESIDE:
        is_one, endings = BESIDE[kind]
        if not is_one(sent) or not _is_named(part, endings):
            raise Found(Trouble.HOLDS_FILES)
        if is_one is beside.is_calendar:
            refuse_no_text(sent)
    elif kind not in TEXTS or _names(part) or part.get_content_disposition() == "attachment":
        raise Found(Trouble.HOLDS_FILES)
    else:
        refuse_no_text(sent)
        if kind == "text/html":
            _check_page(sent, part.get_content_charset(""))


def _check_page(sent: bytes, charset: str) -> None:
    """Stop at a page that runs, as it is or as it is said to be written."""
    if not is_known(charset):
        raise Found(Trouble.TWO_IN_ONE)
    refuse_page(sent.decode("latin-1"))
    with suppress(LookupError):
        refuse_page(sent.decode(charset or "utf-8", "replace"))


def refuse_no_text(sent: bytes) -> None:
    """Stop at what is a file and no text."""
    text = sent.removeprefix(MARKED).lstrip()
    if text.startswith(OTHERS) or text.translate(None, UNSEEN) != text or IN_TEXT.search(text):
        raise Found(Trouble.HOLDS_FILES)
