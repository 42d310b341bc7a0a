"""Fixtures: PostgreSQL servers of a test's own, in a checkout of its own."""

import os
import shutil
import subprocess
import tempfile
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg2
import pytest

from marac_portal import embedded


@contextmanager
def a_checkout():
    """A folder that PostgreSQL's own account can reach; pytest's are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="checkout-"))
    folder.chmod(0o755)
    place = programs().folder.parents[2]
    if place.parent == embedded.ROOTS_FOLDER:  # it finds them there, and copies them no more
        (folder / "root").mkdir()
        (folder / "root" / place.name).symlink_to(place)
    yield folder
    shutil.rmtree(folder)


@cache
def programs():
    """PostgreSQL's programs, looked for once and read where the tests' own server has them."""
    named = os.environ.get("TEST_PROGRAMS")  # of the oldest version (tests/oldest.py)
    found = (
        embedded.Programs(Path(named), embedded.version_of(Path(named)))
        if named
        else embedded.found_programs()
    )
    return found if os.geteuid() else embedded.readable(found, roots=embedded.ROOTS_FOLDER)


@contextmanager
def starting(checkout):
    """Start servers in the checkout, and leave them after the block."""
    servers = []

    def started(name="trial", **options):
        options = {"checkout": checkout, "programs": programs()} | options
        server = embedded.start(name, roots=checkout / "root", **options)
        servers.append(server)
        return server

    yield started
    for server in servers:
        if not server.users.closed:
            server.leave()


@pytest.fixture
def checkout():
    with a_checkout() as folder:
        yield folder


@pytest.fixture
def start(checkout):
    with starting(checkout) as started:
        yield started


def made_once(make, checkout, kept):
    """Let `make` fill the checkout, or fill it with what it made for the first test of a run, which
    is kept for the others."""
    if "PYTEST_XDIST_TESTRUNUID" in os.environ:
        kept = kept.parent.parent / kept.name  # of all workers
    with embedded.locked(kept.with_suffix(".lock")):
        if not kept.exists():
            make()
            copy(checkout, making := kept.with_suffix(".new"))
            making.rename(kept)
            return
    copy(kept, checkout)


def copy(folder, other):
    """Copy what is in the folder with its owners and rights."""
    subprocess.run(["cp", "-a", f"{folder}/.", str(other)], check=True)


def ask(address, question, *values):
    """Return the rows that the database at the address answers with, or None."""
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(question, values)
        return cursor.fetchall() if cursor.description else None
