"""What stands on paper."""

from contextlib import contextmanager
from unittest.mock import patch

import pypdfium2
from django.http import HttpResponse

from sharing.documents import PaperResponse


@contextmanager
def unprinted():
    """A page that becomes paper is given as it goes to be printed: on the paper stands nothing
    else, and to print it takes longer than all the rest of a page."""

    def finish(page):
        response = HttpResponse(page.rendered_content)
        response["Content-Disposition"] = f'inline; filename="{page.file_name}.pdf"'
        return response

    with patch.object(PaperResponse, "finish", finish):
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
