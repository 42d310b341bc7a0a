"""What stands on paper."""

from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

import pypdfium2

from sharing import documents


@contextmanager
def printed_once():
    """Of pages that are the same to the letter, one is made into paper: it is the same paper, and
    takes longer than all the rest of a page."""
    with patch.object(documents, "as_pdf", cache(documents.as_pdf)):
        yield


def pages_of(pdf):
    """Return what stands on each page of a PDF, given as its bytes: lines as they are printed."""
    document = pypdfium2.PdfDocument(pdf)
    # Its lines end as on Windows.
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def words_on(pdf):
    """Return what stands in a PDF, given as its bytes: lines as they are printed."""
    return "\n".join(pages_of(pdf))


def in_one_line(pdf):
    """Return what stands in a PDF, its lines joined."""
    return " ".join(words_on(pdf).split())
