"""Opening a file that an agency attached, and withdrawing it, on pages."""

import io
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse
from PIL import Image

from meetings.models import Stage
from sharing import clock
from sharing.models import AuditEvent, VaultFile
from sharing.queries.vault import stored_of
from sharing.stamps import stamp_of_reader
from sharing.vault import confinement
from sharing.vault.codes import Kind
from sharing.vault.store import content_of
from tests.attached import pdf, photograph, picture, taken_at, word
from tests.conftest import as_owner
from tests.integration.research.attaching import (
    LETTER,
    files_of,
    known,
    mail_with,
    of,
    petra,
    scanned,
    send,
)
from tests.integration.research.helpers import submit
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, post

__all__ = ["known", "petra", "scanned"]  # fixtures


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
