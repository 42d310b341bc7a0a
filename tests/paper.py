"""What stands on paper."""

from io import BytesIO

from pypdf import PdfReader


def words_on(pdf):
    """Return what stands in a PDF, given as its bytes: lines as they are printed."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def in_one_line(pdf):
    """Return what stands in a PDF, its lines joined."""
    return " ".join(words_on(pdf).split())
