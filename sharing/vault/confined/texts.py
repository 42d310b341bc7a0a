"""Plain text and e-mail."""

import re
from email import message_from_bytes, policy
from email.message import Message

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.two_in_one import NEAR, is_markup, refuse_archive

# Characters that no text has: all below the space but tabs, ends of lines and of pages.
UNSEEN = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how text in UTF-16 begins
MARKED = b"\xef\xbb\xbf"
# What begins like text and is read by a program.
PROGRAMS = (b"{\\rtf", b"%!", b"#!", b"<?xml")

HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+:")
BESIDE_THE_SENDER = ("date", "message-id", "received", "subject")
MOST_PARTS = 1_000
# What is part of an e-mail without being a file of its own.
ITS_OWN = {"text", "multipart", "message", "image"}
SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature"} | {
    "application/pgp-signature"
}
ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}


def check(content: bytes) -> Kind:
    """Return whether it is an e-mail or a text."""
    refuse_archive(content)
    text = _in_single_bytes(content).removeprefix(MARKED)
    if text.translate(None, UNSEEN) != text:
        raise Found(Trouble.NOT_TAKEN)
    begins = text.lstrip()
    if is_email(begins):
        _check_email(begins)
        return Kind.EMAIL
    if is_markup(begins[:NEAR]):
        raise Found(Trouble.WEB_PAGE)
    if begins.startswith(PROGRAMS) or b"%PDF-" in begins[:NEAR]:
        raise Found(Trouble.NOT_TAKEN)
    return Kind.TEXT


def _in_single_bytes(content: bytes) -> bytes:
    """Return text of two bytes for each character in UTF-8, as all other text is taken to be."""
    if not content.startswith(WIDE):
        return content
    try:
        return content.decode("utf-16").encode()
    except UnicodeError as error:
        raise Found(Trouble.NOT_TAKEN) from error


def is_email(text: bytes) -> bool:
    """Return whether the text begins as an e-mail does: headers, among them who sent it."""
    if not HEADER.match(text):
        return False
    head = message_from_bytes(text, policy=policy.compat32)
    return head["from"] is not None and any(head[name] is not None for name in BESIDE_THE_SENDER)


def _check_email(content: bytes) -> None:
    message = message_from_bytes(content, policy=policy.compat32)
    for number, part in enumerate(message.walk()):
        if number == MOST_PARTS:
            raise Found(Trouble.UNPACKS_TOO_LARGE)
        _check_part(part)


def _check_part(part: Message) -> None:
    kind = part.get_content_type()
    if kind in ENCRYPTED:
        raise Found(Trouble.LOCKED)
    if kind in SIGNATURES:
        return
    own = part.get_content_maintype() in ITS_OWN
    named = part.get_filename() and part.get_content_maintype() not in ("image", "message")
    if not own or named:
        raise Found(Trouble.HOLDS_FILES)
