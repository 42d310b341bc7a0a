"""A case whose files lie in a folder of the test's own."""

import os
import shutil
import subprocess

import pytest
from django.core.files.storage import storages

from meetings.models import Stage
from sharing.access import perform
from sharing.actor import Actor
from sharing.operations.vault import keep_file
from sharing.permissions import KEEP_VAULT
from sharing.unit import unit_of_work
from sharing.vault.codes import Kind
from sharing.vault.store import keeping
from tests.story import case_at

VAULT = Actor.system("vault")


@pytest.fixture
def folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "sharing.vault.folder.Folder",
            "OPTIONS": {"location": str(tmp_path / "vault")},
        }
    }
    return tmp_path / "vault"


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


@pytest.fixture
def kept(case, folder):
    """Keep a file of the case, as an operation that attaches one does."""

    def keep(content=b"There were three calls last year."):
        with keeping(content) as stored, unit_of_work(VAULT):
            work = perform(VAULT, KEEP_VAULT)
            return keep_file(work, scope_id=case.pk, kind=Kind.TEXT, stored=stored)

    return keep


@pytest.fixture
def in_vault(folder):
    """Return the names of what lies in the storage."""
    return lambda: {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.fixture
def broken(monkeypatch):
    """Let a part of the storage fail."""

    def fail(name, error=OSError):
        def failing(*args, **kwargs):
            raise error

        monkeypatch.setattr(storages["vault"], name, failing)

    return fail


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 KiB."""
    place = tmp_path / "vault"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() == 0 and not subprocess.run(mount, capture_output=True, check=False).returncode:
        yield place
        subprocess.run(["umount", str(place)], check=True)
    else:
        # Where nothing may be mounted, a device that is full stands in for it.
        shutil.rmtree(place)
        yield None
