"""Bare rows behind the walls: planted by the owner of the database with nothing in them but what a
policy asks, and what the wall lets somebody do with them."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from sharing.actor import Actor
from tests.conftest import as_owner

MODELS = {model._meta.db_table: model for model in apps.get_models()}
SYSTEM = Actor.system("notices")


@pytest.fixture
def case_id(cast):
    """A case as far as the wall knows: on circulation of the police, with Rowan walled off."""
    planted = uuid4()
    as_the_owner(
        "INSERT INTO sharing_scope (id, version, area_id, owner_agency_id, search_circulation,"
        " full_circulation, referred_by, walled, admitted, sensitivity, frozen)"
        " VALUES (%s, 1, %s, %s, '{}', %s::uuid[], '{}', %s::uuid[], '{}', 'normal', false)",
        planted,
        cast.area.pk,
        cast.agency("marac").pk,
        [cast.agency("police").pk, cast.agency("housing").pk],
        [cast.user("rowan").pk],
    )
    return planted


def as_the_owner(statement, *values):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, [str(one) if hasattr(one, "hex") else one for one in values])
        return cursor.fetchall() if cursor.description else []


def columns_of(table):
    return {
        name
        for (name,) in as_the_owner(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped",
            table,
        )
    }


def plant(table, **values):
    """Put a row into the table that holds these values and its key, and return its values. What
    the table asks for besides is not asked for any more until the test is over."""
    key = MODELS[table]._meta.pk.column
    known = columns_of(table)
    row = {key: uuid4()} | {name: value for name, value in values.items() if name in known}
    for name in sorted(known - {key}):
        as_the_owner(f'ALTER TABLE {table} ALTER COLUMN "{name}" DROP NOT NULL')
    as_the_owner(insertion(table, row), *row.values())
    return row


def insertion(table, row):
    names, places = ", ".join(row), ", ".join(["%s"] * len(row))
    return f"INSERT INTO {table} ({names}) VALUES ({places})"


def tried(statement, *values):
    """Return how many rows it was about; nothing where the wall refuses."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [str(one) if hasattr(one, "hex") else one for one in values])
            return cursor.fetchone()[0] if cursor.description else cursor.rowcount
    except ProgrammingError as error:
        assert "row-level security" in str(error) or "permission denied" in str(error)
        return 0
    except IntegrityError:
        return 1  # the wall is asked first, and let it through


def reach_of(table, row):
    """Return what the wall lets whoever acts now do with the row: nothing, if it is not there for
    them. Nothing is asked of columns, so that the policy of each kind stands for itself."""
    key = MODELS[table]._meta.pk.column
    given = next((name for name in row if name != key), key)
    attempts = {
        "read": (f"SELECT count(*) FROM {table} WHERE {key} = %s", row[key]),
        "write": (insertion(table, row | {key: uuid4()}), *(row | {key: uuid4()}).values()),
        "change": (f"UPDATE {table} SET {given} = %s", row[given]),
        "remove": (f"DELETE FROM {table}",),
    }
    return {name for name, what in attempts.items() if undone(*what)}


def undone(*what):
    """Return how many rows it was about, and leave everything as it was."""
    try:
        with transaction.atomic():
            number = tried(*what)
            raise Undone
    except Undone:
        return number


class Undone(Exception):
    pass


def actors(cast, names):
    return {name: cast.actor(name) if name else Actor() for name in names}
