"""Plain text, and what it is that begins like it."""

from sharing.vault.blanking import blanked
from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import emails
from sharing.vault.confined.emails import MARKED
from sharing.vault.confined.found import Found
from sharing.vault.confined.two_in_one import NEAR, is_markup, refuse_archive

# Characters that no text has: all below the space but tabs, ends of lines and of pages.
UNSEEN = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how text in UTF-16 begins
# What begins like text and is read by a program.
PROGRAMS = (b"{\\rtf", b"%!", b"#!", b"<?xml")


def check(content: bytes) -> Kind:
    """Return whether it is an e-mail or a text."""
    refuse_archive(content)
    text = _in_single_bytes(content)
    if text.translate(None, UNSEEN) != text:
        raise Found(Trouble.NOT_TAKEN)
    begins = text.lstrip()
    if emails.is_email(begins):
        # As everybody fetches it.
        return emails.check(_in_single_bytes(blanked(content, emails.blanks(content))).lstrip())
    if is_markup(begins[:NEAR]):
        raise Found(Trouble.WEB_PAGE)
    if begins.startswith(PROGRAMS) or b"%PDF-" in begins[:NEAR]:
        raise Found(Trouble.NOT_TAKEN)
    return Kind.TEXT


def _in_single_bytes(content: bytes) -> bytes:
    """Return text of two bytes for each character in UTF-8, as all other text is taken to be."""
    if not content.startswith(WIDE):
        return content.removeprefix(MARKED)
    try:
        return content.decode("utf-16").encode().removeprefix(MARKED)
    except UnicodeError as error:
        raise Found(Trouble.NOT_TAKEN) from error
