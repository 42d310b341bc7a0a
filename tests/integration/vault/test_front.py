"""What goes wrong below the page while somebody attaches a file: they are told in plain words, it
is on record, and what is left is found and removed."""

import errno
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from sharing.vault.chunks import TAG
from sharing.vault.problems import Altered
from tests.integration.research.attaching import files_of, of, send
from tests.integration.research.helpers import answer
from tests.integration.vault.test_commands import NEW, OLD, age, fails, run
from tests.integration.vault.test_scanner import answering, dripping, silent
from tests.signing_in import signed_in_client
from tests.trail import newest_event

NOT_KEPT = "could not be kept just now"


@pytest.fixture
def petra(cast, case):
    answer(cast, case)
    return signed_in_client(cast, "petra")


def is_refused(case, response, said, trouble):
    assert response.status_code == 422
    assert said in response.text
    assert files_of(case) == []
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == ("file_attached", "refused", trouble)
    assert event.cases == [case.pk]


def test_a_full_disk(case, petra, clamd, folder, small_disk, in_vault, broken):
    if small_disk is None:
        broken("_save", OSError(errno.ENOSPC, "full"))
    is_refused(case, send(petra, case, content=b"Calls. " * 30_000), NOT_KEPT, "file_not_taken")
    assert in_vault() == set()
    assert run("check_vault") == "0 files are in the vault.\n"
    if small_disk:
        assert send(petra, case).status_code == 302, "what is small still has room"


def test_a_storage_that_fails_half_way_and_removes_nothing(
    case, petra, clamd, folder, in_vault, monkeypatch
):
    real = storages["vault"]._save

    def half(name, content):
        real(name, ContentFile(content.read()[:20]))
        raise OSError(errno.EIO, "torn")

    with monkeypatch.context() as harm:
        harm.setattr(storages["vault"], "_save", half)
        harm.setattr(storages["vault"], "delete", half)
        is_refused(case, send(petra, case), NOT_KEPT, "file_not_taken")
    (left,) = in_vault()
    age(folder, timedelta(hours=2))
    # The database knows of no file at all, so it could be older than this one.
    assert f"{left} is of no case and newer" in fails("check_vault")
    assert f"{left} was of no case and is removed." in run("check_vault", mend=True, newer_too=True)
    assert in_vault() == set()


@pytest.mark.parametrize("answers", [silent, dripping])
def test_a_scanner_that_hangs(case, petra, settings, tmp_path, folder, in_vault, answers):
    settings.CLAMD_SOCKET, settings.SCAN_SECONDS = str(tmp_path / "s"), 0.2
    with answering(settings.CLAMD_SOCKET, answers):
        begun = time.monotonic()
        response = send(petra, case)
    assert time.monotonic() - begun < 20, "nobody waits for it for ever"
    is_refused(case, response, "The virus scanner does not answer", "file_not_taken")
    assert in_vault() == set()


@pytest.mark.parametrize(
    "keys", [{"2027": NEW}, {"tests": NEW}], ids=["lost", "another under its name"]
)
def test_a_key_that_is_lost_or_wrong(cast, case, petra, clamd, folder, settings, keys):
    send(petra, case)
    (file,) = files_of(case)
    settings.VAULT_KEYS = keys
    response = petra.get(of("fetch_file", case))
    assert response.status_code == 503
    assert "the key to it is missing" in response.text
    assert newest_event().reason == "file_not_opened"
    told = "the key tests is not among VAULT_KEYS, or is another one."
    assert fails("check_vault", read=True) == f"{file.file_id}: {told}"
    settings.VAULT_KEYS = {"tests": OLD}
    assert petra.get(of("fetch_file", case)).status_code == 200, "nothing was lost by trying"
    assert run("check_vault", read=True)


def altered(path):
    sealed = bytearray(path.read_bytes())
    sealed[100_000] ^= 1
    path.write_bytes(sealed)


def cut(path):
    path.write_bytes(path.read_bytes()[:-TAG])


@pytest.mark.parametrize("harm", [altered, cut])
def test_one_that_breaks_off_behind_its_first_piece(case, petra, clamd, folder, harm):
    send(petra, case, content=b"There were three calls last year.\n" * 6000)
    (file,) = files_of(case)
    harm(folder / str(file.file_id))
    response = petra.get(of("fetch_file", case))
    with pytest.raises(Altered):
        b"".join(response.streaming_content)
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == (
        "file_opened",
        "refused",
        "file_not_opened",
    )
    assert (event.cases, event.items) == ([case.pk], [file.pk])
