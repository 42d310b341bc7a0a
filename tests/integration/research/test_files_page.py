"""Attaching a file and opening it, on pages."""

import io
from base64 import b64encode
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from meetings.models import Stage
from sharing import attaching, clock
from sharing.models import Attachment, AuditEvent, VaultFile
from sharing.operations import attachments
from sharing.queries.vault import stored_of
from sharing.stamps import stamp_of_reader
from sharing.vault import confinement
from sharing.vault.codes import Kind
from sharing.vault.refusals import MOST
from sharing.vault.store import content_of
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
from tests.integration.research.helpers import answer, submit
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, post

LETTER = b"There were three calls last year."
TWO_TYPES = email().as_bytes().replace(b"MIME-Version", b"Content-Type: text/html\nMIME-Version")
PASTED = f"<img src='data:image/jpeg;base64,{b64encode(taken_at()).decode()}'>"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OTHER_PREFIX = f"<é:p xmlns:é='{MAIN}'><é:fldSimple é:instr='DDEAUTO c:\\\\cmd.exe'/></é:p>"


@pytest.fixture
def known(cast, case):
    answer(cast, case)


@pytest.fixture
def petra(cast):
    return signed_in_client(cast, "petra")


@pytest.fixture(autouse=True)
def scanned(clamd):
    """Each file is scanned by ClamAV."""


def send(client, case, name="letter.txt", content=LETTER, **values):
    data = {"who_may_read": "shared", "file": SimpleUploadedFile(name, content)} | form_token()
    return client.post(reverse("attach_file", args=[case.pk]), data | values)


def files_of(case):
    with as_owner():
        return list(Attachment.objects.filter(scope_id=case.pk).select_related("file"))


def in_vault():
    return set(storages["vault"].listdir("")[1])


def of(name, case, **more):
    (file,) = files_of(case)
    return reverse(name, kwargs={"case_id": case.pk, "file_id": file.pk} | more)


def mail_with(content, name):
    """Return an e-mail with this that is called a picture."""
    message = email()
    message.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return message.as_bytes()


# Attaching


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


# Opening


@pytest.fixture
def photo(cast, case, known, petra):
    exif = Image.Exif()
    exif[0x013B] = "Petra Lund"
    send(petra, case, "photo.jpg", picture("JPEG", exif=exif))
    submit(cast, case)


@pytest.fixture
def letter(cast, case, known, petra):
    send(petra, case, "Letter of Mrs Tarn.docx", word())
    submit(cast, case)


def test_a_picture_is_shown_as_a_new_picture(cast, case, photo):
    client = signed_in_client(cast, "carys")
    page = client.get(of("open_file", case))
    assert of("show_file", case, page=1) in page.text and "Fetch the file" not in page.text
    response = client.get(of("show_file", case, page=1))
    assert response["Content-Type"] == "image/png"
    assert b"Petra" not in response.content
    with Image.open(io.BytesIO(response.content)) as shown:
        assert shown.size == (480, 360), "large enough for the stamp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "no-store"
    assert client.get(of("fetch_file", case)).status_code == 404


def test_a_photograph_of_a_telephone_is_shown_as_one_too(cast, case, known, petra):
    exif = Image.Exif()
    exif[0x013B] = "Petra Lund"
    send(petra, case, "IMG_0482.HEIC", photograph(exif=exif, size=(640, 480)))
    submit(cast, case)
    client = signed_in_client(cast, "carys")
    page = client.get(of("open_file", case))
    assert of("show_file", case, page=1) in page.text and "Fetch the file" not in page.text
    response = client.get(of("show_file", case, page=1))
    assert response["Content-Type"] == "image/png" and b"Petra" not in response.content
    with Image.open(io.BytesIO(response.content)) as shown:
        assert shown.size == (640, 480)
    assert client.get(of("fetch_file", case)).status_code == 404


def test_a_picture_says_in_its_pixels_who_looks_at_it_and_when(cast, case, photo):
    with clock.set_to(clock.now()):
        client, address = signed_in_client(cast, "carys"), of("show_file", case, page=1)
        seen, again = client.get(address).content, client.get(address).content
        stamp = stamp_of_reader(cast.actor("carys"))
        content = b"".join(content_of(stored_of(files_of(case)[0].file)))
        assert seen == again == confinement.pictured(content, Kind.JPEG, 1, stamp)
        assert seen != signed_in_client(cast, "rowan").get(address).content
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        assert seen != client.get(address).content


def test_pages_of_a_pdf_are_turned(cast, case, known, petra):
    send(petra, case, "a.pdf", pdf(pages=2))
    page = petra.get(of("open_file", case)).text
    assert "Page 1 of 2" in page and "?page=2" in page and "Previous page" not in page
    page = petra.get(of("open_file", case) + "?page=2").text
    assert "Page 2 of 2" in page and "?page=1" in page and "Next page" not in page
    for typed in ("0", "3", "x", "-1", "", "9" * 5000):
        assert petra.get(of("open_file", case) + f"?page={typed}").status_code == 404
    assert petra.get(of("show_file", case, page=2)).status_code == 200
    assert petra.get(of("show_file", case, page=3)).status_code == 404


def test_what_is_fetched_is_saved_and_never_shown(cast, case, letter):
    client = signed_in_client(cast, "carys")
    assert "Fetch the file" in client.get(of("open_file", case)).text
    response = client.get(of("fetch_file", case))
    assert b"".join(response.streaming_content) == word_bytes(case)
    (file,) = files_of(case)
    name = f"file-{str(file.pk)[:8]}.docx"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "Tarn" not in str(response.headers)
    assert response["Content-Length"] == str(file.file.size)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert client.get(of("show_file", case, page=1)).status_code == 404


def test_a_photograph_in_a_mail_is_taken_and_fetched_without_its_place(cast, case, known, petra):
    photo = taken_at(author="Jo Grey")
    mail = mail_with(photo, "IMG_0001.jpg")
    send(petra, case, "seen.eml", mail)
    submit(cast, case)
    response = signed_in_client(cast, "carys").get(of("fetch_file", case))
    fetched = b"".join(response.streaming_content)
    (file,) = files_of(case)
    assert response["Content-Length"] == str(file.file.size) == str(len(fetched))
    held = [one.get_payload(decode=True) for one in message_from_bytes(fetched).walk()][-1]
    assert b"Jo Grey" in photo and b"Jo Grey" not in held and b"GPS" not in held
    with Image.open(io.BytesIO(held)) as shown:
        assert not shown.getexif().get_ifd(0x8825) and shown.size == (40, 30)
    assert word_bytes(case) == mail, "kept as it came"


def word_bytes(case):
    (file,) = files_of(case)
    return b"".join(content_of(stored_of(file.file)))


@pytest.mark.parametrize("name", ["show_file", "fetch_file"])
def test_that_it_was_opened_is_on_record_before_its_first_byte(
    cast, case, known, petra, monkeypatch, name
):
    send(petra, case, *(("a.pdf", pdf()) if name == "show_file" else ("a.txt", LETTER)))
    submit(cast, case)
    real, seen = storages["vault"].open, []

    def open_it(*args):
        with as_owner():
            opened = AuditEvent.objects.filter(code="file_opened", outcome="allowed")
            seen.extend(opened.filter(cases__contains=[case.pk]))
        return real(*args)

    monkeypatch.setattr(storages["vault"], "open", open_it)
    more = {"page": 1} if name == "show_file" else {}
    response = signed_in_client(cast, "carys").get(of(name, case, **more))
    b"".join(response)
    assert [event.user_id for event in seen] == [cast.user("carys").pk]
    assert files_of(case)[0].pk in seen[0].items


def test_what_cannot_be_on_record_is_not_sent(cast, case, letter):
    client = signed_in_client(cast, "carys")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE ALL ON audit_event FROM portal_web")
    response = client.get(of("fetch_file", case))
    assert response.status_code == 503 and not response.streaming


@pytest.mark.parametrize("name", ["open_file", "show_file", "fetch_file"])
def test_nothing_answers_head(cast, case, photo, name):
    more = {"page": 1} if name == "show_file" else {}
    assert signed_in_client(cast, "carys").head(of(name, case, **more)).status_code == 405


@pytest.mark.parametrize("name", ["show_file", "fetch_file"])
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("lost", "cannot be opened just now"),
        ("altered", "is not what it was"),
        ("key", "the key to it is missing"),
    ],
)
def test_what_cannot_be_opened_says_so_and_is_on_record(
    cast, case, known, petra, settings, name, harm, said
):
    send(petra, case, *(("a.pdf", pdf()) if name == "show_file" else ("a.txt", LETTER)))
    (file,) = files_of(case)
    with as_owner(), connection.cursor() as cursor:
        if harm == "key":
            cursor.execute("UPDATE sharing_vaultfile SET master_key = 'lost'")
    if harm == "lost":
        storages["vault"].delete(str(file.file_id))
    if harm == "altered":
        with open(storages["vault"].path(str(file.file_id)), "r+b") as stored:
            stored.truncate(20)
    more = {"page": 1} if name == "show_file" else {}
    response = petra.get(of(name, case, **more))
    assert response.status_code == 503
    assert said in response.text
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == (
        "file_opened",
        "refused",
        "file_not_opened",
    )
    assert file.pk in event.items


def test_a_page_that_cannot_be_drawn_says_so(cast, case, photo, monkeypatch):
    monkeypatch.setattr(confinement, "COMMAND", ("/bin/false",))
    response = signed_in_client(cast, "carys").get(of("show_file", case, page=1))
    assert response.status_code == 503
    assert "This page cannot be shown" in response.text


# Withdrawing


def test_a_file_is_withdrawn_on_the_page(cast, case, photo, petra):
    (file,) = files_of(case)
    address = of("open_file", case)
    response = post(cast, "petra", "withdraw_file", case.pk, file.pk)
    assert response.headers["Location"].endswith("#files")
    for who in ("petra", "carys"):
        assert signed_in_client(cast, who).get(address).status_code == 404
    assert "photo.jpg" not in petra.get(reverse("research_return", args=[case.pk])).text
    with as_owner():
        assert VaultFile.objects.filter(scope_id=case.pk, pk=file.file_id).exists()


def test_a_closed_return_takes_no_file_and_shows_those_it_has(cast):
    heard = case_at(cast, Stage.HEARD)
    page = get(cast, "petra", "research_return", heard.pk).text
    assert "Attach a file" not in page
