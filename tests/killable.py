"""The portal's processes as in production, each of which may be killed and started again."""

import fcntl
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import psycopg2
import pytest
from django.db import connection

from marac_portal import embedded, environment, preparation
from marac_portal.kept import PASSWORDS, kept_key, kept_secrets
from meetings.models import Stage
from sharing.database import ADDRESSES
from tests.conftest import step_down
from tests.personas import seed_cast
from tests.servers import a_checkout, ask, made_once, starting
from tests.signing_in import session_of
from tests.story import case_at

ROOT = embedded.CHECKOUT
MOST = 120  # seconds until the server answers again, on a machine that does other things too
# What was written outlives the processes that are killed: nobody cuts the power.
OPTIONS = {"fsync": "off", "full_page_writes": "off"}
MIGRATED = "migrated"  # the database that each test begins with a copy of
COLLECTED = ROOT / "build" / "collected"


class Portal:
    """The portal's processes, each of which may be killed and started again."""

    def __init__(self, server, environment, port):
        self.server, self.environment, self.port = server, environment, port
        self.owner = environment["OWNER_DATABASE_URL"]
        self.processes = {}

    def give_rights(self):
        """Make the roles and the database, as far as they are missing, and say who may what."""
        with patch.dict(os.environ, self.environment):
            preparation.asked_for().carry_out(self.environment["ADMIN_DATABASE_URL"])

    def run(self, *command):
        """Run one of Django's commands to its end."""
        subprocess.run([sys.executable, *command], env=self.environment, check=True, cwd=ROOT)

    def start(self, name):
        served = self.environment.get("SERVED", "marac_portal.wsgi")
        command = {
            "web": ["-m", "gunicorn", f"--bind=127.0.0.1:{self.port}", served],
            "runserver": ["manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}"],
            "sealer": ["manage.py", "seal_trail", "--verbosity=0"],
            "worker": ["manage.py", "db_worker", "--interval=0.1", "--no-startup-delay"],
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
        self.strike(name)
        self.start(name)

    def strike(self, name):
        """Kill the process and its children at once, and leave it so."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def launch(self):
        """Start the database again, as soon as nothing of the last one is left."""
        until = time.monotonic() + MOST
        while True:
            try:
                embedded.launch(
                    self.server.data,
                    self.server.programs,
                    self.server.account,
                    embedded.OPTIONS | OPTIONS,
                )
                return
            except embedded.NotStarted:
                assert time.monotonic() < until
                time.sleep(0.2)

    def end(self):
        for name in list(self.processes):
            self.strike(name)


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


def collect_once(portal):
    """Static files lie where they are served from. All tests of a run share that folder, so that
    one of them alone writes it: another's server may be reading."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    COLLECTED.parent.mkdir(exist_ok=True)
    with COLLECTED.open("a+") as said:
        fcntl.flock(said, fcntl.LOCK_EX)
        said.seek(0)
        if said.read() != run:
            portal.run("manage.py", "collectstatic", "--noinput", "--verbosity=0")
            said.truncate(0)
            said.write(run)


@pytest.fixture
def told():
    """What a test tells the processes beside the settings of production; `SERVED`, which web
    process there is in place of production's."""
    return {}


@pytest.fixture(scope="session")
def killable(tmp_path_factory):
    """A checkout with its server, of all tests of this process, and what starts it: the database
    that each begins with is migrated there."""
    with a_checkout() as checkout, starting(checkout) as start:
        kept = tmp_path_factory.getbasetemp() / "prepared-checkout"
        made_once(lambda: prepare(checkout, start), checkout, kept)
        start("killed", options=OPTIONS)
        yield checkout, start


@pytest.fixture
def resting(killable, told, tmp_path, django_db_blocker):
    """The portal with its database, none of whose processes runs yet."""
    checkout, start = killable
    made = portal_at(checkout, start("killed", options=OPTIONS), tmp_path / "vault")
    admin = made.environment["ADMIN_DATABASE_URL"]
    ask(admin, "DROP DATABASE IF EXISTS marac_portal WITH (FORCE)")
    ask(admin, f"CREATE DATABASE marac_portal OWNER portal_owner TEMPLATE {MIGRATED}")
    made.give_rights()
    made.environment |= told
    collect_once(made)
    made.blocker = django_db_blocker
    yield made
    made.end()


@pytest.fixture
def portal(resting):
    """The portal that serves pages."""
    resting.start("web")
    return resting


def prepare(checkout, start):
    """Lay down a checkout whose server has a database that is prepared and migrated."""
    server = start("killed", options=embedded.IN_HASTE)
    portal = portal_at(checkout, server, checkout / "vault")
    portal.give_rights()
    portal.run("manage.py", "migrate", "--verbosity=0")
    ask(server.address(), f"ALTER DATABASE marac_portal RENAME TO {MIGRATED}")
    server.leave()


def portal_at(checkout, server, vault):
    """Return the portal of a checkout, none of whose processes runs yet."""
    values = kept_secrets(checkout / ".portal" / "secrets")
    told = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
        "MARAC_PORTAL_EXAMPLE": "off",
        "ADMIN_DATABASE_URL": server.address(),
        "SEALER_KEY_FILE": str(kept_key(checkout / ".portal" / "trail.key")),
        "TRUSTED_PROXIES": "1",  # whose header says that TLS was spoken
        "VAULT_FOLDER": str(vault),
    }
    for name, role in ADDRESSES.items():
        told[name] = server.address(role, values[PASSWORDS[name]], database="marac_portal")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return Portal(server, told, port)


def seed(portal, *, who="carys", more=None):
    """Return the identifier of a case, and the session of somebody who may open it. `more` lays
    down what else a test begins with."""
    with working_at(portal):
        cast = seed_cast()
        case = case_at(cast, Stage.RESEARCH)
        if more:
            more(cast, case)
        return str(case.pk), session_of(cast.user(who)).session_key


@contextmanager
def working_at(portal):
    """Work in the portal's database as in that of the tests."""
    with patch.dict(os.environ, {"OWNER_DATABASE_URL": portal.owner}):
        there = environment.database("OWNER_DATABASE_URL")
    connection.close()
    with (
        portal.blocker.unblock(),
        patch.dict(connection.settings_dict, there | {"ENGINE": "tests.backend"}),
    ):
        step_down(connection)
        try:
            yield
        finally:
            connection.close()


class Visitor:
    """Somebody who is signed in and speaks HTTP with a server that may be killed."""

    def __init__(self, portal, session):
        self.portal, self.session = portal, session

    def ask(self, method, path, body=None, cookies="", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=30)
        headers |= {
            "Cookie": f"__Host-session={self.session}; {cookies}",
            "X-Forwarded-Proto": "https",
            "Referer": f"https://127.0.0.1:{self.portal.port}/",
        }
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def open(self, path):
        """Open a page as soon as anybody answers."""
        until = time.monotonic() + MOST
        while True:
            try:
                answer, page = self.ask("GET", path)
                assert answer.status == 200, answer.status
                return answer, page.decode()
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < until, "nobody answers any more"
                time.sleep(0.1)

    def post(self, path, body, cookies, kind="application/x-www-form-urlencoded"):
        """Send a form; return whether that was acknowledged."""
        try:
            answer, _ = self.ask("POST", path, body, cookies, **{"Content-Type": kind})
        except (OSError, http.client.HTTPException):
            return False  # the server is gone
        assert answer.status == 302, answer.status
        return True


def cookies_of(answer):
    """What the answer sets, to be sent back."""
    return "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", []))


def fields_of(page, names=("csrfmiddlewaretoken", "form_token")):
    """Fields of the first form of a page that has them."""
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in names}


@contextmanager
def held_up(portal, table):
    """Let whoever writes to the table wait; yield what returns once somebody does."""
    with closing(psycopg2.connect(portal.owner)) as holder:
        with holder.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{table}" IN SHARE MODE')

        def somebody_waits():
            until = time.monotonic() + MOST
            waits = (
                "SELECT count(*) > 0 FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
            )
            while ask(portal.owner, waits, table) != [(True,)]:
                assert time.monotonic() < until, "nobody writes there"
                time.sleep(0.02)

        yield somebody_waits
