"""What the tests of minutes share."""

from io import BytesIO

from django.urls import reverse
from pypdf import PdfReader

NEVER_SAID = ("Held back.", "A cousin.", "Rowan", "12 Mere Walk", "3 Hidden Row")


def minutes_of(case):
    return reverse("minutes", args=[case.pk])


def text_of(response):
    """Return what stands in a PDF, its lines joined."""
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
