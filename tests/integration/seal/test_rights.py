"""Rights and settings by which the trail is bent, or hidden from its readers, are an alarm; what an
operator does with roles of their own is none."""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from sharing.database import ADDRESSES, OWNER_ROLE
from sharing.seal.alarms import health
from tests.sealing import EVENT, PLACES, an_event
from tests.sessions import session


@contextmanager
def changed(*statements):
    """What an administrator of PostgreSQL does stands during the block, and not after it."""
    parts = urlsplit(os.environ["ADMIN_DATABASE_URL"])
    address = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    with session(address) as admin, admin.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        yield cursor


def found(*statements):
    with changed(*statements) as cursor:
        return health(cursor).unguarded


@pytest.mark.parametrize(
    ("function", "role"),
    [
        ("write_sealer_event(uuid, timestamptz, varchar, uuid[])", "portal_web"),
        ("erase_details(timestamptz, integer)", "portal_web"),
        ("end_audit_year(integer, bigint, bytea)", "portal_jobs"),
        ("write_retention_event(varchar, varchar[], uuid[], uuid[])", "portal_web"),
    ],
)
def test_who_may_call_what_they_were_not_given(db, function, role):
    named = f"{function.partition('(')[0]}()"
    assert found(f"GRANT EXECUTE ON FUNCTION {function} TO {role}") == [named]


@pytest.mark.parametrize("role", ["portal_sealer", "portal_retention", "portal_jobs"])
def test_a_role_that_is_another_one_too(db, role):
    assert found(f"GRANT {role} TO portal_web") == [f"{role} given to portal_web"]


def test_it_is_so_by_a_role_in_between(db):
    steps = ("CREATE ROLE between", "GRANT portal_sealer TO between", "GRANT between TO portal_web")
    assert found(*steps) == ["portal_sealer given to portal_web"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("GRANT pg_write_all_data TO portal_web", "pg_write_all_data given to portal_web"),
        ("ALTER ROLE portal_jobs REPLICATION", "more power of portal_jobs"),
        ("ALTER ROLE portal_web CREATEROLE", "more power of portal_web"),
        (
            "ALTER ROLE portal_web SET session_replication_role = 'replica'",
            "session_replication_role of portal_web",
        ),
        (
            "ALTER ROLE portal_sealer SET \"portal.reach\" = 'system'",
            "portal.reach of portal_sealer",
        ),
        (
            "ALTER ROLE ALL SET session_replication_role = 'replica'",
            "session_replication_role of the database",
        ),
    ],
)
def test_what_nobody_was_given(db, statement, told):
    assert found(statement) == [told]


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("portal_web", ["portal_web"]),
        ("PUBLIC", [one for one in ADDRESSES.values() if one != OWNER_ROLE]),
    ],
)
@pytest.mark.parametrize(
    ("right", "what"), [("TEMPORARY", "temporary tables"), ("CREATE", "schemas")]
)
def test_who_may_make_what_is_temporary_or_a_schema(db, right, what, to, told):
    """As in a database that somebody made by hand, to put a copy back."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    made = found(f"GRANT {right} ON DATABASE {name} TO {to}")
    assert sorted(made) == sorted(f"{what} of {role}" for role in told)


@pytest.mark.parametrize(
    "statements",
    [
        [
            "ALTER ROLE portal_web SET statement_timeout = '20s'",
            "ALTER ROLE portal_web SET jit = on",
        ],
        ["ALTER ROLE portal_sealer SET log_statement = 'all'"],
        ["ALTER ROLE ALL SET work_mem = '8MB'"],
        ["CREATE ROLE of_their_own", "ALTER ROLE of_their_own SET timezone = 'Asia/Tokyo'"],
        ["CREATE ROLE of_their_own SUPERUSER", "GRANT pg_read_all_data TO of_their_own"],
        ["CREATE ROLE may_connect", "GRANT may_connect TO portal_web"],
        ["CREATE ROLE administrator", "GRANT portal_owner TO administrator"],
        ["ALTER DATABASE postgres SET session_replication_role = 'replica'"],
        # Only who may replicate reads it, and no role of the portal may.
        ["CREATE PUBLICATION for_a_copy FOR ALL TABLES"],
    ],
)
def test_what_an_operator_does_is_no_alarm(db, statements):
    assert found(*statements) == []


def test_a_function_that_sets_whose_answer_it_gives(db):
    assert found("ALTER FUNCTION trail_is_open(uuid) SET portal.reach = 'system'") == [
        "trail_is_open()"
    ]


def test_the_areas_of_an_event_are_found_in_any_mode(cast):
    """Without them no lead reads it, and the watch raises nothing of it."""
    event = an_event(area_id=str(cast.area.pk))
    with changed("SET session_replication_role = 'replica'") as cursor:
        cursor.execute(f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})", event)
        cursor.execute("SELECT areas FROM audit_event WHERE id = %s", [event[0]])
        assert str(cast.area.pk) in str(cursor.fetchone())


def test_a_space_within_quotes_of_a_wall_asks_something_else(db):
    opened = """
        SELECT format('ALTER POLICY reach ON sharing_item USING (%s)', replace(
            pg_get_expr(polqual, polrelid), '''trail''', '''trail '''
        ))
        FROM pg_policy WHERE polrelid = 'sharing_item'::regclass AND polname = 'reach'
    """
    assert found(f"DO $$ BEGIN EXECUTE ({opened}); END $$") == ["sharing_item"]
