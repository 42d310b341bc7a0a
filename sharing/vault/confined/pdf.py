"""PDF, as PDFium reads it."""

import pypdfium2
from pypdfium2 import raw

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.two_in_one import NEAR, is_markup, refuse_archive

ENDS = b"%%EOF"
NOTHING = b"\0\t\n\f\r "
NOT_ENCRYPTED = -1


def check(content: bytes) -> Kind:
    """Return that it is a PDF that everybody can read, and nothing else."""
    end = content.rfind(ENDS)
    if end < 0:
        raise Found(Trouble.UNREADABLE)
    if content[end + len(ENDS) :].strip(NOTHING) or is_markup(content[:NEAR]):
        raise Found(Trouble.TWO_IN_ONE)
    refuse_archive(content)
    with opened(content) as document:
        # One that opens without a password can be encrypted all the same, and no scanner sees in.
        if raw.FPDF_GetSecurityHandlerRevision(document) != NOT_ENCRYPTED:
            raise Found(Trouble.LOCKED)
        if document.count_attachments():
            raise Found(Trouble.HOLDS_FILES)
    return Kind.PDF


def opened(content: bytes) -> pypdfium2.PdfDocument:
    """Return the document, to be closed."""
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == raw.FPDF_ERR_PASSWORD
        raise Found(Trouble.LOCKED if locked else Trouble.UNREADABLE) from error
