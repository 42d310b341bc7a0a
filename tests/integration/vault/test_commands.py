"""Those who run the portal change the key of the vault, and find and mend what broke off."""

import io
import os
import signal
import warnings
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings as portal
from django.core.management import CommandError, call_command
from django.db import connection

from sharing import clock
from sharing.models import AuditEvent, VaultFile
from sharing.operations import vault
from sharing.queries.vault import stored_of
from sharing.unit import unit_of_work
from sharing.vault.folder import Folder
from sharing.vault.store import content_of, keeping
from tests.conftest import as_owner
from tests.integration.vault.conftest import VAULT

OLD = portal.VAULT_KEYS["tests"]
NEW = "a newer secret of at least so many letters"


def run(name, **how):
    out = io.StringIO()
    call_command(name, stdout=out, **how)
    return out.getvalue()


def fails(name, **how):
    with pytest.raises(CommandError) as error:
        run(name, **how)
    return str(error.value)


def rows():
    with unit_of_work(VAULT):
        return {file.pk: file for file in VaultFile.objects.all()}


def events(code):
    with as_owner():
        return list(AuditEvent.objects.filter(code=code).order_by("recorded_at"))


def read(file):
    return b"".join(content_of(stored_of(file)))


# The key


def test_a_new_key_takes_over_and_no_file_is_written(kept, folder, settings):
    files = [kept(f"file {number}".encode()) for number in range(3)]
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    settings.VAULT_KEYS = {"2027": NEW, "tests": OLD}
    assert "3 files were put under the key 2027. Nothing is left" in run("rewrap_vault")
    settings.VAULT_KEYS = {"2027": NEW}
    for number, file in enumerate(files):
        row = rows()[file.pk]
        assert row.master_key == "2027"
        assert read(row) == f"file {number}".encode()
    after = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert before == after


def test_it_is_on_record_which_files(kept, settings):
    file = kept()
    settings.VAULT_KEYS = {"2027": NEW, "tests": OLD}
    run("rewrap_vault")
    assert [event.items for event in events("vault_rewrapped")] == [[file.pk], []]


def test_a_second_time_nothing_is_left_to_do(kept, settings):
    kept()
    assert "0 files were put" in run("rewrap_vault")
    settings.VAULT_KEYS = {"2027": NEW, "tests": OLD}
    run("rewrap_vault")
    assert "0 files were put" in run("rewrap_vault")


def test_many_are_done_in_several_units(kept, settings, monkeypatch):
    monkeypatch.setattr(vault, "AT_ONCE", 2)
    for _ in range(5):
        kept()
    settings.VAULT_KEYS = {"2027": NEW, "tests": OLD}
    assert "5 files" in run("rewrap_vault")
    assert len(events("vault_rewrapped")) == 4


@pytest.mark.parametrize(
    "keys", [{"2027": NEW}, {"2027": NEW, "tests": NEW}], ids=["lost", "wrong"]
)
def test_what_is_under_a_lost_or_wrong_key_stays_and_is_told(kept, settings, monkeypatch, keys):
    monkeypatch.setattr(vault, "AT_ONCE", 1)
    lost = [kept(), kept()]
    settings.VAULT_KEYS = {"2028": NEW}
    found = kept()
    settings.VAULT_KEYS = keys | {"2028": NEW}
    said = fails("rewrap_vault")
    assert "1 files are under the key 2027 now, 2 could not be: the key tests is not" in said
    assert {file.pk: rows()[file.pk].master_key for file in lost} == {
        file.pk: "tests" for file in lost
    }
    assert rows()[found.pk].master_key == "2027"
    settings.VAULT_KEYS = {"2027": NEW, "tests": OLD}
    assert read(rows()[lost[0].pk]), "nothing was lost by trying"


# What the storage has and the database does not, and the other way round


def test_a_vault_that_is_whole(kept):
    kept()
    before = len(events("vault_compared"))
    assert run("check_vault", read=True) == "1 files are in the vault.\n"
    assert len(events("vault_compared")) == before + 1


def test_a_vault_that_nothing_was_stored_in_yet(case, folder):
    assert not folder.exists()
    assert run("check_vault") == "0 files are in the vault.\n"


def save_half(self, name, content):
    with open(self.path(name), "wb") as file:
        file.write(content.read()[:100])
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def killed(folder):
    """Leave what a server leaves that is killed while it takes a file."""

    def kill(when):
        folder.mkdir(exist_ok=True)
        with warnings.catch_warnings():
            # Newer versions warn where other threads run, which the child asks for nothing.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            try:
                if when == "half way":
                    Folder._save = save_half
                with keeping(b"There were three calls last year." * 100):
                    os.kill(os.getpid(), signal.SIGKILL)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL

    return kill


def age(folder, by):
    for path in folder.iterdir():
        then = (clock.now() - by).timestamp()
        os.utime(path, (then, then))


@pytest.mark.parametrize("when", ["half way", "before its row"])
def test_what_a_killed_server_leaves_is_of_no_case_and_removed(
    kept, folder, in_vault, killed, when
):
    file = kept()
    killed(when)
    (left,) = in_vault() - {str(file.pk)}
    assert set(rows()) == {file.pk}, "nothing half-made is there"
    age(folder, timedelta(hours=2))
    assert fails("check_vault") == f"{left} is in the storage and of no case: --mend removes it."
    assert left in in_vault()
    assert f"{left} was of no case and is removed." in run("check_vault", mend=True)
    assert in_vault() == {str(file.pk)}
    (removal,) = events("vault_orphans_removed")
    assert [str(one) for one in removal.items] == [left]
    assert run("check_vault", mend=True, read=True) == "1 files are in the vault.\n"


def test_what_is_newer_than_the_database_is_removed_by_who_says_so_alone(
    kept, folder, in_vault, killed
):
    """As after an older database was restored: no case knows of what was attached since."""
    file = kept()
    killed("before its row")
    (left,) = in_vault() - {str(file.pk)}
    age(folder, timedelta(hours=2))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_vaultfile SET stored_at = stored_at - interval '4 hours'")
    for mend in (False, True):
        said = fails("check_vault", mend=mend)
        assert f"{left} is of no case and newer than every file" in said and left in in_vault()
    assert events("vault_orphans_removed") == []
    assert "is removed" in run("check_vault", mend=True, newer_too=True)
    assert in_vault() == {str(file.pk)}


def test_what_may_be_on_its_way_stays(folder, in_vault, killed, case):
    killed("before its row")
    run("check_vault", mend=True)
    assert len(in_vault()) == 1


def test_what_is_removed_while_it_looks(folder, case, killed, broken):
    killed("before its row")
    broken("get_modified_time", FileNotFoundError)
    assert run("check_vault") == "0 files are in the vault.\n"


def test_a_storage_that_falls_silent_while_it_looks(folder, case, killed, broken, in_vault):
    killed("before its row")
    age(folder, timedelta(hours=2))
    broken("get_modified_time", RuntimeError("no route to the storage"))
    assert fails("check_vault", mend=True) == "The storage does not answer."
    assert len(in_vault()) == 1, "what could not be looked at stays"


def test_what_cannot_be_removed_is_told(folder, case, killed, broken):
    killed("before its row")
    age(folder, timedelta(hours=2))
    broken("delete")
    said = fails("check_vault", mend=True, newer_too=True)
    assert "is of no case and could not be removed." in said


@pytest.mark.parametrize("name", ["notes.txt", UUID(int=7).hex])
def test_what_somebody_else_put_there_is_told_and_left(folder, case, name):
    folder.mkdir()
    (folder / name).write_text("not ours")
    age(folder, timedelta(hours=2))
    assert fails("check_vault", mend=True) == f"{name} is in the storage and no file of ours."
    assert (folder / name).exists()


def test_a_row_without_its_file_is_told(kept, folder):
    file, other = kept(), kept()
    (folder / str(file.pk)).unlink()
    assert fails("check_vault", read=True) == f"{file.pk} is not in the storage."
    assert read(rows()[other.pk])


def test_what_was_altered_is_told_when_each_is_read(kept, folder):
    file = kept()
    path = folder / str(file.pk)
    path.write_bytes(path.read_bytes()[:-1])
    assert run("check_vault")
    assert fails("check_vault", read=True) == f"{file.pk}: what is stored is not what was kept."
