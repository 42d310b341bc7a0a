"""Paper fetches nothing but its own style sheet, and is made after the unit of work."""

from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from pypdf import PdfReader

from sharing import documents
from sharing.actor import Actor
from sharing.printing import Unprintable
from tests.paper import words_on

HEAD = f'<html lang="en"><head><title>Paper</title><link rel="stylesheet" href="{documents.STYLE_SHEET}">'


def test_a_page_becomes_a_tagged_pdf():
    pdf = documents.as_pdf(f"{HEAD}</head><body><h1>The list</h1></body></html>")
    assert "The list" in words_on(pdf)
    assert PdfReader(BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize(
    "fragment",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:1/">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<link rel="stylesheet" href="file:///etc/hostname">',
    ],
)
def test_nothing_else_is_fetched(fragment):
    with pytest.raises(Unprintable):
        documents.as_pdf(f"{HEAD}</head><body>{fragment}</body></html>")


def test_the_style_sheet_is_found_where_static_files_were_collected(monkeypatch, tmp_path):
    monkeypatch.setattr(finders, "find", lambda name: None)
    monkeypatch.setattr(documents.staticfiles_storage, "location", str(tmp_path), raising=False)
    (tmp_path / "built").mkdir()
    (tmp_path / documents.BUILT).write_bytes(b"h1 { color: red }")
    assert documents._style_sheet() == b"h1 { color: red }"


def test_the_response_is_a_page_first_and_paper_when_finished(monkeypatch):
    request = RequestFactory().get("/")
    request.actor = Actor(name="Petra Example", agency_name="Police")
    response = documents.PaperResponse(request, "layouts/paper.html", {}, file_name="case-list")
    page = response.render()
    assert b"OFFICIAL-SENSITIVE" in page.content
    monkeypatch.setattr(documents, "as_pdf", lambda html: html[:15].encode())
    finished = page.finish()
    assert finished["Content-Type"] == "application/pdf"
    assert finished["Content-Disposition"] == 'inline; filename="case-list.pdf"'
    assert finished.content.strip() == b"<!DOCTYPE html"
