"""Fixtures: PostgreSQL servers of a test's own, in a checkout of its own."""

import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from marac_portal import embedded


@pytest.fixture
def checkout():
    """A folder that PostgreSQL's own account can reach; pytest's are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="checkout-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start(checkout):
    """Start servers in the checkout, and leave them after the test."""
    servers = []

    def started(name="trial", **options):
        options.setdefault("checkout", checkout)
        server = embedded.start(name, roots=checkout / "root", **options)
        servers.append(server)
        return server

    yield started
    for server in servers:
        if not server.users.closed:
            server.leave()


def ask(address, question, *values):
    """Return the rows that the database at the address answers with, or None."""
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(question, values)
        return cursor.fetchall() if cursor.description else None
