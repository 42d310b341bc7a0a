"""Migrations run up from nothing and back down to it."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import as_owner


@pytest.fixture
def empty_database(db, worker_id):
    """Return the owner's address of an empty database that is gone afterwards."""
    name = f"migrations_{os.getpid()}_{worker_id}"
    with as_owner():
        import psycopg2

        parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters = {key: value for key, value in parameters.items() if key != "context"}
    admin = psycopg2.connect(**(parameters | {"dbname": "postgres"}))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    address = urlsplit(os.environ["OWNER_DATABASE_URL"])
    yield urlunsplit(address._replace(path=f"/{name}"))
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.close()


def migrate(address, *arguments):
    environment = os.environ | {
        "OWNER_DATABASE_URL": address,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )


def test_up_from_nothing_and_back(empty_database):
    migrate(empty_database)
    migrate(empty_database, "meetings", "zero")
    migrate(empty_database, "sharing", "zero")
    migrate(empty_database)
