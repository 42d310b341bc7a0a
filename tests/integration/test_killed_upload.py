"""The web process is killed while a file is on its way in, over real HTTP: after it is started
again nothing that was acknowledged is missing, nothing half-made is visible, and what broke off in
the storage is found and removed by the command."""

import os
import threading
import time
from uuid import uuid4

import pytest

from tests.integration.research.helpers import answer
from tests.integration.vault.conftest import folder
from tests.integration.vault.test_commands import fails, run
from tests.killable import Visitor, cookies_of, fields_of, portal, resting, seed, working_at
from tests.servers import ask

__all__ = ["folder", "portal", "resting"]  # fixtures

KILLS, ENOUGH = 4, 2  # it is killed at the same moment each time, and may be too late
LONG_AGO = 2 * 60 * 60  # seconds: past what may still be on its way
CONTENT = b"There were three calls last year.\n" * 60_000  # two megabytes


class Sender(Visitor):
    """Somebody who attaches files to a return, one after the other."""

    def __init__(self, portal, case, session):
        super().__init__(portal, session)
        self.path = f"/cases/{case}/research/return/files/"

    def page(self):
        """Open the page with the form, as soon as anybody answers."""
        return self.open(self.path)

    def send(self, name):
        """Attach a file of that name; return whether that was acknowledged."""
        answer, page = self.page()
        body, kind = form_of(fields_of(page) | {"who_may_read": "shared"}, name)
        return self.post(self.path, body, cookies_of(answer), kind)


def form_of(fields, name):
    """Return a form with a file as a browser sends it, and its type."""
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    body = "".join(parts).encode() + CONTENT + f"\r\n--{edge}--\r\n".encode()
    return body, f"multipart/form-data; boundary={edge}"


@pytest.fixture
def told(scanner):
    return {"CLAMD_SOCKET": scanner}


@pytest.fixture
def sender(portal):
    return Sender(portal, *seed(portal, who="petra", more=answer))


def kill_once_stored(portal, vault, done):
    """Kill the web process at the moment at which something new is in the storage."""
    before = listed(vault)
    while not done.is_set():
        if listed(vault) - before:
            portal.kill("web")
            return
        time.sleep(0.001)  # the process to be killed needs the processor


def listed(vault):
    return set(os.listdir(vault)) if vault.is_dir() else set()


def left_in(vault, portal):
    """What is in the storage and attached to nothing."""
    there = ask(portal.owner, "SELECT file_id::text FROM sharing_attachment")
    return listed(vault) - {name for (name,) in there}


def test_a_file_is_kept_whole_or_is_not_there(portal, sender, folder):
    acknowledged = set()
    for number in range(KILLS):
        assert sender.send(f"whole-{number}.txt")
        acknowledged.add(f"whole-{number}.txt")
        done = threading.Event()
        killer = threading.Thread(target=kill_once_stored, args=(portal, folder, done))
        killer.start()
        if sender.send(f"killed-{number}.txt"):
            acknowledged.add(f"killed-{number}.txt")
        done.set()
        killer.join()
        if number + 1 >= ENOUGH and left_in(folder, portal):
            break
    sender.page()  # it answers again
    there = dict(ask(portal.owner, "SELECT name, file_id::text FROM sharing_attachment"))
    assert acknowledged <= there.keys(), "what was acknowledged is there"
    assert set(there.values()) == {
        row[0] for row in ask(portal.owner, "SELECT id::text FROM sharing_vaultfile")
    }, "each file of the vault is attached to something"
    broken_off = left_in(folder, portal)
    assert broken_off, "something broke off in the storage"
    for path in folder.iterdir():
        os.utime(path, (time.time() - LONG_AGO,) * 2)
    with working_at(portal):
        found = fails("check_vault", read=True)
        assert all(one in found for one in broken_off)
        assert not any(one in found for one in there.values()), "what is there is whole"
        run("check_vault", mend=True)
        assert listed(folder) == set(there.values())
        run("check_vault", read=True)
