"""A file on its way in is held in memory, by a view that takes one, and so many at once."""

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views import View

from marac_portal import urls as portal
from sharing.sessions import Marks
from sharing.vault import uploads
from sharing.vault.refusals import MOST
from tests.signing_in import signed_in_client

seen = []


class Taking(View):
    """A page that takes a file, as those of the portal do."""

    marks = Marks(takes_file=True)

    def post(self, request):
        file = request.FILES.get("file")
        seen.append((slots_left(), file, file and file.read(), dict(request.POST)))
        return HttpResponse("taken")


class NotTaking(Taking):
    marks = Marks()


urlpatterns = [
    path("taking/", Taking.as_view()),
    path("not-taking/", NotTaking.as_view()),
    *portal.urlpatterns,
]
handler400 = portal.handler400
pytestmark = pytest.mark.urls(__name__)


def slots_left():
    return uploads.slots._value


@pytest.fixture(autouse=True)
def nothing_seen(monkeypatch):
    seen.clear()
    whole = slots_left()
    yield
    assert slots_left() == whole, "each slot is given back"


@pytest.fixture
def no_temporary_file(monkeypatch):
    def made(*args, **kwargs):
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, made)


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


def send(client, content, where="/taking/", **more):
    return client.post(
        where, {"file": SimpleUploadedFile("a.txt", content), "text": "Hello"} | more
    )


@pytest.mark.parametrize("size", [1, 3 * 2**20, MOST])
def test_a_file_is_held_in_memory(carys, no_temporary_file, size):
    assert send(carys, b"a" * size).status_code == 200
    ((left, file, content, fields),) = seen
    assert (file.name, file.size, content) == ("a.txt", size, b"a" * size)
    assert not hasattr(file, "temporary_file_path")
    assert fields["text"] == ["Hello"]
    assert left == 0, "while it is answered"


def test_an_empty_file_comes_too_so_that_the_form_can_say_so(carys):
    send(carys, b"")
    assert seen[0][1].size == 0


def test_one_that_is_too_large_comes_with_its_size_alone(carys, no_temporary_file):
    assert send(carys, b"a" * (MOST + 1)).status_code == 200
    ((_, file, content, _),) = seen
    assert file.size == MOST + 1
    assert len(content) < 2**20


def test_one_that_is_far_too_large_is_not_read(carys, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_SENT", 1000)
    assert send(carys, b"a" * 1000).status_code == 413
    assert send(carys, b"a" * 1000, "/not-taking/").status_code == 413
    assert seen == []


def test_several_at_once_are_not_read(carys):
    more = SimpleUploadedFile("b.txt", b"b")
    assert send(carys, b"a", other=more).status_code == 400
    assert seen == []


def test_another_waits_until_one_is_answered(carys):
    assert uploads.slots.acquire(blocking=False)
    answer = send(carys, b"a")
    uploads.slots.release()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Others are sending files" in answer.text
    assert seen == []
    assert send(carys, b"a").status_code == 200


def test_pages_are_served_meanwhile(carys):
    assert uploads.slots.acquire(blocking=False)
    assert (
        carys.post("/taking/", {}, content_type="application/x-www-form-urlencoded").status_code
        == 200
    )
    assert carys.get("/").status_code == 200
    uploads.slots.release()


def test_a_view_that_fails_gives_its_slot_back(carys, monkeypatch):
    def fails(self, request):
        raise ValueError

    monkeypatch.setattr(Taking, "post", fails)
    with pytest.raises(ValueError):
        send(carys, b"a")


def test_where_no_file_is_taken_none_is_held(carys, no_temporary_file):
    assert send(carys, b"a" * 3 * 2**20, "/not-taking/").status_code == 200
    ((left, file, _, fields),) = seen
    assert file is None
    assert fields["text"] == ["Hello"]
    assert left == 1


def test_nor_is_one_of_somebody_who_is_not_signed_in(cast, no_temporary_file):
    send(Client(), b"a" * 3 * 2**20)
    assert seen == []


def test_nor_of_another_site(cast):
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in_client(cast, "carys").cookies
    assert send(client, b"a").status_code == 403
    assert seen == []


def test_nothing_is_left_in_the_folder_for_temporary_files(carys):
    before = set(Path(tempfile.gettempdir()).glob("*.upload*"))
    send(carys, b"a" * 3 * 2**20)
    assert set(Path(tempfile.gettempdir()).glob("*.upload*")) == before
