"""Behind a transaction pooler several people use one connection of the database in turn, and each
sees their own cases alone."""

import shutil
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2
import pytest

from marac_portal import embedded
from sharing.database import WEB_ROLE
from tests.killable import MOST, Visitor, resting, seed, told
from tests.servers import ask
from tests.signing_in import session_of

__all__ = ["resting", "told"]  # fixtures

WORKERS, TIMES = 3, 12
CONFIGURATION = """
[databases]
marac_portal = host={sockets} pool_size=1
[pgbouncer]
pool_mode = transaction
unix_socket_dir = {folder}
listen_port = 5432
auth_type = trust
auth_file = {folder}/users
"""


@contextmanager
def pooled(server, password):
    """Yield the address of the web role at a PgBouncer that has one connection for everybody."""
    # A socket's path is short; that of a test's own folder may be too long for it.
    with tempfile.TemporaryDirectory(prefix="pooler-") as name:
        folder = Path(name)
        (folder / "users").write_text(f'"{WEB_ROLE}" "{password}"\n')
        told = CONFIGURATION.format(folder=folder, sockets=server.sockets)
        (folder / "pgbouncer.ini").write_text(told)
        embedded.give(folder, server.account)
        process = subprocess.Popen(
            [
                shutil.which("pgbouncer") or "/usr/sbin/pgbouncer",
                "--quiet",
                folder / "pgbouncer.ini",
            ],
            cwd="/",
            stderr=subprocess.DEVNULL,
            user=server.account,
            group=server.account,
            extra_groups=[] if server.account else None,
        )
        try:
            wait_for(folder / ".s.PGSQL.5432", process)
            yield f"postgresql://{WEB_ROLE}@/marac_portal?host={quote(name, safe='')}"
        finally:
            process.terminate()
            process.wait()


def wait_for(place, process):
    until = time.monotonic() + MOST
    while True:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(place)) == 0:
                return
        assert process.poll() is None, "PgBouncer ended"
        assert time.monotonic() < until, "PgBouncer does not answer"
        time.sleep(0.05)


@pytest.fixture
def pooler(resting):
    password = urlsplit(resting.environment["DATABASE_URL"]).password
    with pooled(resting.server, password) as address:
        yield address


@pytest.fixture
def portal(resting, pooler):
    """The portal, whose web processes connect through the pooler."""
    direct = resting.environment
    resting.environment = direct | {"DATABASE_URL": pooler, "WEB_CONCURRENCY": str(WORKERS)}
    resting.start("web")
    resting.environment = direct
    return resting


def looks_at(place, column):
    """Return what somebody reads there as the web role who says of nobody who asks."""
    with closing(psycopg2.connect(place)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(f"SELECT {column} FROM sharing_party")
            return cursor.fetchall()
        except psycopg2.Error:
            return []


def test_each_sees_their_own_cases_alone(portal, pooler):
    sessions = {}

    def signed_in(cast, _case):
        sessions.update({who: session_of(cast.user(who)).session_key for who in ("carys", "hal")})

    case, _session = seed(portal, more=signed_in)
    people = {who: Visitor(portal, session) for who, session in sessions.items()}
    people["carys"].open(f"/cases/{case}/")

    def ask_once(turn):
        who = ("carys", "hal", "nobody")[turn % 3]
        if who == "nobody":
            return who, looks_at(pooler, "family_name")
        answer, page = people[who].ask("GET", f"/cases/{case}/")
        return who, (answer.status, b"Tarn" in page)

    with ThreadPoolExecutor(max_workers=2 * WORKERS) as pool:
        answers = {(who, tuple(what)) for who, what in pool.map(ask_once, range(3 * TIMES))}
    assert answers == {("carys", (200, True)), ("hal", (404, False)), ("nobody", ())}
    servers = ask(
        portal.owner,
        "SELECT count(*) FROM pg_stat_activity WHERE usename = %s",
        WEB_ROLE,
    )
    assert servers == [(1,)], "all of them used one connection"

    said = {one: ask(pooler, f"SHOW {one}") for one in ("jit", "statement_timeout")}
    assert said["jit"] == [("off",)], "what a role works with holds there too"
    assert said["statement_timeout"] != [("0",)]
