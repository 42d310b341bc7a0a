"""A file that was kept is there whole, and one that was not leaves nothing behind."""

import errno
import logging
import os
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection

from sharing import clock
from sharing.models import VaultFile
from sharing.queries.vault import stored_of
from sharing.unit import unit_of_work
from sharing.vault.chunks import CHUNK
from sharing.vault.codes import Trouble
from sharing.vault.problems import Altered, CannotOpen, KeyMissing, NotThere
from sharing.vault.refusals import FileRefused
from sharing.vault.store import content_of, keeping, make_ready, remove
from tests.integration.vault.conftest import VAULT

CONTENT = b"There were three calls last year."
LONG = os.urandom(CHUNK) * 2 + CONTENT


def read(file):
    return b"".join(content_of(stored_of(file)))


def path_of(folder, file):
    return folder / str(file.pk)


@pytest.mark.parametrize("content", [CONTENT, LONG], ids=["short", "long"])
def test_what_was_kept_comes_out_as_it_went_in(kept, content):
    file = kept(content)
    assert (file.size, file.digest) == (len(content), sha256(content).digest())
    assert read(file) == content


def test_nothing_lies_in_clear_and_nobody_else_reads_it(kept, folder, in_vault):
    file = kept()
    assert in_vault() == {str(file.pk)}
    assert b"calls" not in path_of(folder, file).read_bytes()
    assert path_of(folder, file).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_row_alone_opens_nothing(kept):
    file = kept()
    assert file.wrapped_key not in (None, b"")
    assert bytes(file.wrapped_key) != bytes(kept().wrapped_key), "each file has a key of its own"


def test_the_row_says_in_which_event_it_was_kept(kept):
    file = kept()
    with unit_of_work(VAULT):
        row = VaultFile.objects.get(pk=file.pk)
    assert row.event_id == file.event_id
    assert row.stored_at <= clock.now()


# What fails


@pytest.mark.parametrize("part", ["_save", "size"])
def test_a_storage_that_fails_keeps_nothing(kept, in_vault, broken, part):
    broken(part)
    with pytest.raises(FileRefused) as refused:
        kept()
    assert refused.value.trouble is Trouble.NOT_KEPT
    assert in_vault() == set()


def test_a_storage_that_fails_half_way_keeps_nothing(kept, in_vault, monkeypatch):
    real = storages["vault"]._save

    def half(name, content):
        real(name, ContentFile(content.read()[:20]))
        raise OSError(errno.EIO, "torn")

    monkeypatch.setattr(storages["vault"], "_save", half)
    with pytest.raises(FileRefused):
        kept()
    assert in_vault() == set()


def test_a_storage_that_keeps_half_and_says_nothing(kept, in_vault, monkeypatch):
    real = storages["vault"]._save
    monkeypatch.setattr(
        storages["vault"], "_save", lambda name, content: real(name, ContentFile(content.read(20)))
    )
    with pytest.raises(FileRefused) as refused:
        kept()
    assert refused.value.trouble is Trouble.NOT_KEPT
    assert in_vault() == set()


def test_a_storage_that_neither_keeps_nor_removes_is_told_of(kept, broken, caplog):
    broken("size")
    broken("delete", RuntimeError("storage is away"))
    with caplog.at_level(logging.ERROR), pytest.raises(FileRefused):
        kept()
    assert "could not be removed" in caplog.text


def test_what_the_database_does_not_keep_the_storage_does_not_either(case, folder, in_vault):
    with pytest.raises(DatabaseError), keeping(CONTENT):
        assert len(in_vault()) == 1
        raise DatabaseError
    assert in_vault() == set()


def test_a_full_disk_keeps_nothing(kept, folder, small_disk, in_vault, broken):
    if small_disk is None:
        broken("_save", OSError(errno.ENOSPC, "full"))
    with pytest.raises(FileRefused) as refused:
        kept(os.urandom(200 * 1024))
    assert refused.value.trouble is Trouble.NOT_KEPT
    assert in_vault() == set()
    if small_disk:
        assert read(kept()) == CONTENT, "what is small still has room"


# What cannot be opened


def trouble_of(file):
    with pytest.raises(CannotOpen) as found:
        read(file)
    assert str(found.value.words)
    return type(found.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: stored[:-1],
        lambda stored: stored[: len(stored) // 2],
        lambda stored: stored[:-1] + bytes([stored[-1] ^ 1]),
        lambda stored: b"",
        lambda stored: stored + b"\0",
    ],
)
def test_what_was_altered_is_not_shown(kept, folder, change):
    file = kept()
    path = path_of(folder, file)
    path.write_bytes(change(path.read_bytes()))
    assert trouble_of(file) is Altered


def test_one_file_does_not_open_as_another(kept, folder):
    one, other = kept(b"one"), kept(b"two")
    path_of(folder, one).write_bytes(path_of(folder, other).read_bytes())
    assert trouble_of(one) is Altered


def test_nor_with_the_key_of_another(kept):
    one, other = kept(b"one"), kept(b"two")
    one.wrapped_key = other.wrapped_key
    assert trouble_of(one) is KeyMissing


def test_the_row_must_fit_too(kept):
    file = kept()
    file.digest = sha256(b"another").digest()
    assert trouble_of(file) is Altered


def test_a_file_that_is_not_there(kept, folder):
    file = kept()
    path_of(folder, file).unlink()
    assert trouble_of(file) is NotThere


def test_a_storage_that_does_not_answer(kept, broken):
    file = kept()
    broken("open", RuntimeError("no route to the storage"))
    assert trouble_of(file) is NotThere


@pytest.mark.parametrize("name", ["lost", "tests"])
def test_a_lost_or_wrong_key(kept, settings, name):
    file = kept()
    settings.VAULT_KEYS = {name: "another secret of at least so many letters"}
    assert trouble_of(file) is KeyMissing


def test_that_the_key_is_there_is_known_before_the_first_piece(kept, settings):
    file = kept()
    settings.VAULT_KEYS = {}
    with pytest.raises(KeyMissing, match="the key tests is not among VAULT_KEYS"):
        content_of(stored_of(file))


# Other storages


def test_any_storage_of_django_serves(settings):
    settings.STORAGES = settings.STORAGES | {
        "vault": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    with keeping(LONG) as stored:
        assert b"".join(content_of(stored)) == LONG
    assert remove(stored.id)
    with pytest.raises(NotThere):
        b"".join(content_of(stored))


def test_what_is_not_there_is_removed_already(folder):
    assert remove(uuid4())


# The wall


def test_the_web_role_alters_nothing_but_the_key(kept):
    file = kept()
    for column, value in (("size", 1), ("digest", b""), ("scope_id", uuid4())):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            unit_of_work(VAULT),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE sharing_vaultfile SET {column} = %s WHERE id = %s", [value, file.pk]
            )


@pytest.mark.parametrize("name", ["carys", "petra", "hal", "odile", "nia"])
def test_a_file_that_is_attached_to_nothing_is_there_for_nobody(cast, kept, name):
    file = kept()
    with unit_of_work(cast.actor(name)):
        assert not VaultFile.objects.filter(scope_id=file.scope_id).exists()


def test_the_folder_is_made_before_anything_is_kept(folder):
    for _ in range(2):
        make_ready()
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_stops_the_start(folder):
    folder.touch()
    with pytest.raises(ImproperlyConfigured, match="VAULT_FOLDER must be a folder that this"):
        make_ready()


def test_a_vault_in_no_folder_needs_none(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"vault": memory}
    make_ready()
