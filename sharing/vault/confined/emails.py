"""E-mail. Each of its parts is told by its content, whatever the sender calls it."""

import re
from email import message_from_bytes, policy
from email.message import Message
from typing import cast

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import pictures
from sharing.vault.confined.found import Found
from sharing.vault.confined.pages import refuse_page

HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+:")
BESIDE_THE_SENDER = ("date", "message-id", "received", "subject")
MOST_PARTS = 1_000

ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
# What is elsewhere, or only in pieces.
NOT_WHOLE = {"message/partial", "message/external-body"}
ENCODINGS = {"", "7bit", "8bit", "binary", "quoted-printable", "base64"}
AS_THEY_ARE = ENCODINGS - {"quoted-printable", "base64"}

# Signatures: whose they are is told by their label, and what they are by how they begin.
SIGNATURES = {
    "application/pkcs7-signature": b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    "application/x-pkcs7-signature": b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    "application/pgp-signature": b"-----BEGIN PGP SIGNATURE-----",
    "application/pgp-keys": b"-----BEGIN PGP PUBLIC KEY BLOCK-----",
}
NEAR = 64  # bytes, in which that stands
LARGEST_SIGNATURE = 64 * 1024  # bytes, with the certificates that go with it

CALENDARS = {"text/calendar", "application/ics"}
CALENDAR = b"BEGIN:VCALENDAR"
HELD_IN_CALENDAR = re.compile(rb"^[ \t]*ATTACH[^\r\n]*\bBINARY\b", re.IGNORECASE | re.MULTILINE)

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
    """Return that it is an e-mail, with nothing in it but text and pictures, and without a password."""
    message = message_from_bytes(content.lstrip(), policy=policy.compat32)
    for number, part in enumerate(message.walk()):
        if number == MOST_PARTS:
            raise Found(Trouble.UNPACKS_TOO_LARGE)
        _check_part(part)
    return Kind.EMAIL


def _check_part(part: Message) -> None:
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


def _check_single(part: Message, kind: str, sent: bytes) -> None:
    picture = pictures.kind_of(sent)
    if picture:
        pictures.check(sent, picture, inside=True)
    elif kind in SIGNATURES:
        _check_signature(sent, SIGNATURES[kind])
    elif kind in CALENDARS and sent.lstrip().startswith(CALENDAR):
        if HELD_IN_CALENDAR.search(sent):
            raise Found(Trouble.HOLDS_FILES)
        refuse_no_text(sent)
    elif part.get_content_maintype() != "text" or part.get_filename():
        raise Found(Trouble.HOLDS_FILES)
    else:
        refuse_no_text(sent)
        if part.get_content_subtype() != "plain":
            refuse_page(sent.decode("latin-1"))


def _check_signature(sent: bytes, begins: bytes) -> None:
    if begins not in sent[:NEAR] or len(sent) > LARGEST_SIGNATURE:
        raise Found(Trouble.HOLDS_FILES)


def refuse_no_text(sent: bytes) -> None:
    """Stop at what is a file and no text."""
    text = sent.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(OTHERS) or text.translate(None, UNSEEN) != text or IN_TEXT.search(text):
        raise Found(Trouble.HOLDS_FILES)
