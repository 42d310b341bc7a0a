"""Web process, sealer and database are killed in a loop while people open a case: what was shown
is on record, and the sequence of the seal is unbroken."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from marac_portal import embedded
from marac_portal.kept import PASSWORDS, kept_key, kept_secrets
from sharing.database import ADDRESSES
from sharing.seal.checkpoint import read_key
from tests.sealing import verify
from tests.servers import ask, checkout, start

__all__ = ["checkout", "start"]  # fixtures

ROOT = embedded.CHECKOUT
READERS = 4
ROUNDS = 6
SEED = """
import django
django.setup()
from django.db.backends.signals import connection_created
from django.db import connection
from meetings.models import Stage
from tests.conftest import step_down
connection_created.connect(step_down)
from tests.personas import seed_cast
from tests.signing_in import session_of
from tests.story import case_at
cast = seed_cast()
case = case_at(cast, Stage.RESEARCH)
print(case.pk, session_of(cast.user("carys")).session_key)
"""


class Portal:
    """The portal's processes, each of which may be killed and started again."""

    def __init__(self, server, environment, port):
        self.server, self.environment, self.port = server, environment, port
        self.processes = {}

    def run(self, *command):
        """Run one of Django's commands to its end."""
        subprocess.run([sys.executable, *command], env=self.environment, check=True, cwd=ROOT)

    def start(self, name):
        command = {
            "web": ["-m", "gunicorn", f"--bind=127.0.0.1:{self.port}", "marac_portal.wsgi"],
            "sealer": ["manage.py", "seal_trail", "--verbosity=0"],
        }[name]
        self.processes[name] = subprocess.Popen(
            [sys.executable, *command],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, name):
        """Kill the process and its children at once, and start it anew."""
        if name == "database":
            lines = (self.server.data / "postmaster.pid").read_text().splitlines()
            kill_session(int(lines[0]))
            self.launch()
            return
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.start(name)

    def launch(self):
        """Start the database again, as soon as nothing of the last one is left."""
        until = time.monotonic() + 30
        while True:
            try:
                embedded.launch(
                    self.server.data, self.server.programs, self.server.account, embedded.OPTIONS
                )
                return
            except embedded.NotStarted:
                assert time.monotonic() < until
                time.sleep(0.2)

    def end(self):
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait()


def kill_session(postmaster):
    """Kill the postmaster and every process that it started."""
    found = [postmaster]
    for folder in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, _, rest = folder.read_text().partition(" (")
            if int(rest.rpartition(")")[2].split()[1]) == postmaster:
                found.append(int(pid))
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def portal(checkout, start):
    server = start("killed")
    values = kept_secrets(checkout / ".portal" / "secrets")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
        "MARAC_PORTAL_EXAMPLE": "off",
        "ADMIN_DATABASE_URL": server.address(),
        "SEALER_KEY_FILE": str(kept_key(checkout / ".portal" / "trail.key")),
        "TRUSTED_PROXIES": "1",  # whose header says that TLS was spoken
    }
    for name, role in ADDRESSES.items():
        environment[name] = server.address(role, values[PASSWORDS[name]], database="marac_portal")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    made = Portal(server, environment, port)
    made.run("manage.py", "prepare_database")
    made.run("manage.py", "migrate", "--verbosity=0")
    made.run("manage.py", "collectstatic", "--noinput", "--verbosity=0")
    made.owner = environment["OWNER_DATABASE_URL"]
    for name in ("web", "sealer"):
        made.start(name)
    yield made
    made.end()


def seed(portal):
    """Return the address of a case and the session of somebody who may open it."""
    done = subprocess.run(
        [sys.executable, "-c", SEED],
        env=portal.environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    case, session = done.stdout.split()[-2:]
    return f"http://127.0.0.1:{portal.port}/cases/{case}/", session


@contextmanager
def readers(address, session):
    """Let several people open the case again and again; yield the requests that were answered."""
    over, answered = threading.Event(), []

    def read():
        while not over.is_set():
            asked = urllib.request.Request(
                address,
                headers={"Cookie": f"__Host-session={session}", "X-Forwarded-Proto": "https"},
            )
            try:
                with urllib.request.urlopen(asked, timeout=10) as page:
                    if b"Tarn" in page.read():
                        answered.append(page.headers["X-Request-ID"])
            except (OSError, ValueError, urllib.error.HTTPError):
                time.sleep(0.05)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    yield answered
    over.set()
    for thread in threads:
        thread.join()


def test_nothing_that_was_shown_is_lost(portal, tmp_path):
    address, session = seed(portal)
    with ExitStack() as stack:
        answered = stack.enter_context(readers(address, session))
        wait_for_more(answered)
        for number in range(ROUNDS):
            portal.kill(("web", "sealer", "database")[number % 3])
            wait_for_more(answered)
            time.sleep(random.uniform(0, 0.3))
    assert len(answered) > 10 * ROUNDS, "under load all the time"
    found = {row[0] for row in ask(portal.owner, "SELECT request_id::text FROM audit_event")}
    assert not set(answered) - found, "each page that was shown has its event"
    unsealed = (
        "SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT FROM seal_leaf l"
        " WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id)"
    )
    until = time.monotonic() + 30
    while ask(portal.owner, unsealed) != [(0,)]:
        assert time.monotonic() < until
        time.sleep(0.1)
    (whole,) = ask(
        portal.owner,
        "SELECT count(*) = max(sequence) + 1 AND min(sequence) = 0 AND count(*) ="
        " (SELECT max(size) FROM seal_checkpoint) FROM seal_leaf",
    )
    assert whole == (True,), "the sequence is unbroken"
    portal.run("manage.py", "export_trail", str(tmp_path / "export"))
    held = ask(portal.owner, "SELECT note FROM seal_checkpoint ORDER BY size")
    key = read_key(Path(portal.environment["SEALER_KEY_FILE"]))
    answer, said = verify(tmp_path / "export", keys=[key], held=[note for (note,) in held[::50]])
    assert answer == 0, said


def wait_for_more(answered, number=10):
    until, before = time.monotonic() + 60, len(answered)
    while len(answered) < before + number:
        assert time.monotonic() < until, "nobody answers any more"
        time.sleep(0.05)
