"""Attaching a file, on pages."""

from base64 import b64encode

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse

from sharing import attaching
from sharing.operations import attachments
from sharing.vault import confinement
from sharing.vault.refusals import MOST
from tests.attached import (
    EICAR,
    bomb,
    email,
    excel,
    numbered,
    old_word,
    pdf,
    photograph,
    picture,
    taken_at,
    word,
)
from tests.conftest import as_owner
from tests.doing import form_token
from tests.integration.research.attaching import (
    LETTER,
    files_of,
    in_vault,
    known,
    mail_with,
    petra,
    scanned,
    send,
)
from tests.integration.research.helpers import submit
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import get

__all__ = ["known", "petra", "scanned"]  # fixtures
TWO_TYPES = email().as_bytes().replace(b"MIME-Version", b"Content-Type: text/html\nMIME-Version")
PASTED = f"<img src='data:image/jpeg;base64,{b64encode(taken_at()).decode()}'>"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OTHER_PREFIX = f"<é:p xmlns:é='{MAIN}'><é:fldSimple é:instr='DDEAUTO c:\\\\cmd.exe'/></é:p>"


def test_a_file_is_attached_and_stands_on_the_return(cast, case, known, petra):
    page = petra.get(reverse("attach_file", args=[case.pk]))
    assert 'enctype="multipart/form-data"' in page.text and 'type="file"' in page.text
    before = in_vault()
    response = send(petra, case)
    assert response.headers["Location"] == reverse("research_return", args=[case.pk]) + "#files"
    (file,) = files_of(case)
    assert in_vault() - before == {str(file.file_id)}
    page = get(cast, "petra", "research_return", case.pk).text
    assert "Files: 1" in page and "letter.txt" in page and "Not submitted yet." in page
    assert '<p class="app-item__facts"><b>Not submitted yet.' in page
    assert "1 new file" in page
    assert "letter.txt" not in get(cast, "carys", "case_research", case.pk).text
    submit(cast, case)
    assert "letter.txt" in get(cast, "carys", "case_research", case.pk).text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf()),
        ("a.jpg", picture("JPEG")),
        ("IMG_0482.HEIC", photograph()),
        ("a.heif", photograph()),
        ("a.docx", word()),
        ("a.xlsx", excel()),
        ("a.eml", email().as_bytes()),
        ("b.eml", mail_with(picture("JPEG"), "logo.jpg")),
        ("../../secret/Letter.txt", LETTER),
    ],
)
def test_what_can_be_attached(case, known, petra, name, content):
    assert send(petra, case, name, content).status_code == 302
    (file,) = files_of(case)
    assert file.name == name.rpartition("/")[2]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "This file is empty"),
        ("a.txt", b"a" * (MOST + 1), "larger than 20 MB"),
        ("a.pdf", LETTER, "The name of this file says"),
        ("a.html", b"<html><script>alert(1)</script>", "Web pages and drawings"),
        ("a.svg", b"<svg onload='alert(1)'/>", "Web pages and drawings"),
        ("a.exe", b"MZ\0\0", "no type of file that can be attached"),
        ("a.docx", word({"word/payload/setup.exe": b"MZ\x90\0"}), "has other files in it"),
        ("a.xlsx", excel({"xl/a.xml": "<externalLink><ddeLink/></externalLink>"}), "fetches some"),
        ("a.docx", word({"word/media/image1.jpeg": taken_at()}), "where it was taken or who took"),
        ("a.xlsx", excel({"xl/media/a.jpeg": numbered(0x010E, "3 Hidden Row")}), "who took it"),
        ("a.eml", mail_with(b"MZ\x90\0", "invoice.exe"), "has other files in it"),
        ("a.eml", mail_with(picture("JPEG"), "photo.hta"), "that is not what it is called"),
        ("a.eml", email(html="<img src='https://evil.example/a'>").as_bytes(), "fetches some"),
        ("a.eml", email(html=PASTED).as_bytes(), "where it was taken or who took"),
        ("a.eml", TWO_TYPES, "can be read in two ways"),
        ("a.docx", word({"word/a.xml": OTHER_PREFIX}), "fetches something"),
        ("a.docx", word({"word/fonts/font1.odttf": b"MZ" + bytes(90)}), "has other files in it"),
        ("a.doc", old_word(more={"Data": b"MZ"}), "has other files in it"),
        ("a.eml", email(html="<script>alert(1)</script>").as_bytes(), "has macros, scripts"),
        ("a.pdf", pdf(password="secret"), "has a password"),
        ("a.pdf", pdf() + b"<html>", "of two types at once"),
        ("a.pdf", pdf()[:200], "is damaged"),
        ("a.heic", photograph()[:-20], "is damaged"),
        ("a.heic", picture("JPEG"), "The name of this file says"),
        ("a.eml", mail_with(photograph(), "photo.heic"), "has other files in it"),
        ("a.docx", word({"word/media/image1.jpeg": photograph()}), "has other files in it"),
        ("a.docx", bomb(), "too large once it is"),
        ("a.txt", EICAR, "something harmful"),
        ("a.docx", word({"word/a.txt": EICAR}), "something harmful"),
    ],
)
def test_what_cannot_and_why_on_the_form(case, known, petra, name, content, said):
    before = in_vault()
    response = send(petra, case, name, content)
    assert response.status_code == 422
    assert said in response.text and 'href="#file_file"' in response.text
    assert 'value="shared" checked' in response.text, "what was chosen stays chosen"
    assert files_of(case) == []
    assert in_vault() == before
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == (
        "file_attached",
        "refused",
        "file_not_taken",
    )
    assert event.cases == [case.pk]


@pytest.mark.parametrize(
    ("values", "said"),
    [({"file": ""}, "Choose a file"), ({"who_may_read": ""}, "Say who may open it")],
)
def test_what_is_missing_is_said(case, known, petra, values, said):
    response = send(petra, case, **values)
    assert response.status_code == 422
    assert said in response.text


def test_nothing_is_taken_while_the_scanner_is_down(case, known, petra, settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    response = send(petra, case)
    assert response.status_code == 422
    assert "The virus scanner does not answer" in response.text
    assert files_of(case) == []


def test_a_storage_that_fails_is_said_and_keeps_nothing(case, known, petra, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError

    before = in_vault()
    monkeypatch.setattr(storages["vault"], "size", fails)
    response = send(petra, case)
    assert response.status_code == 422
    assert "could not be kept just now" in response.text
    assert files_of(case) == [] and in_vault() == before


def test_a_database_that_fails_leaves_no_file(case, known, petra, monkeypatch):
    def fails(*args, **kwargs):
        raise ValueError

    before = in_vault()
    monkeypatch.setattr(attachments, "keep_file", fails)
    with pytest.raises(ValueError):
        send(petra, case)
    assert files_of(case) == [] and in_vault() == before


def test_what_cannot_be_on_record_is_not_kept(case, known, petra):
    before = in_vault()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'audit_event'::regclass"
            " AND attnum > 0 AND NOT attisdropped"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"REVOKE INSERT ({name}) ON audit_event FROM portal_web")
    assert send(petra, case).status_code == 503
    assert files_of(case) == [] and in_vault() == before


def test_a_double_post_attaches_it_once(case, known, petra):
    token = form_token()
    before = in_vault()
    first, second = send(petra, case, **token), send(petra, case, **token)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert len(files_of(case)) == 1 and len(in_vault() - before) == 1


def test_a_rule_that_forbids_it_is_said(case, petra):
    before = in_vault()
    response = send(petra, case)
    assert response.status_code == 422
    assert "Say first who is known to you" in response.text
    assert in_vault() == before


@pytest.mark.parametrize(("who", "status"), [("carys", 403), ("hal", 404), ("nia", 404)])
def test_who_may_not_attach_sends_nothing_on(cast, case, known, who, status, monkeypatch):
    monkeypatch.setattr(confinement, "COMMAND", ("/bin/false",))
    assert send(signed_in_client(cast, who), case).status_code == status
    assert newest_event().outcome == "refused"


def test_whoever_loses_their_right_meanwhile_attaches_nothing(case, known, petra, monkeypatch):
    """Between the two units of work the case was frozen."""
    real = attaching.scan

    def frozen_meanwhile(content, **how):
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("UPDATE sharing_scope SET frozen = true WHERE id = %s", [case.pk])
        return real(content, **how)

    before = in_vault()
    monkeypatch.setattr(attaching, "scan", frozen_meanwhile)
    assert send(petra, case).status_code == 403
    assert files_of(case) == [] and in_vault() == before


def test_its_own_agency_sees_who_may_open_it(case, known, petra):
    send(petra, case)
    send(petra, case, "own.txt", who_may_read="restricted")
    page = petra.get(reverse("research_return", args=[case.pk])).text
    assert "All agencies at full circulation" in page
    assert "Not passed on" in page and "Your agency alone" in page
