"""What lets the trail be bent, or stop, is an alarm, whoever did it and however."""

import os
import re
import subprocess
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import pytest
from django.db import ProgrammingError, connection
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

from marac_portal import embedded
from sharing.actor import Actor
from sharing.events import EXAMPLE_LOADED
from sharing.seal import guards
from sharing.seal.alarms import Alarm, health
from sharing.seal.lines import COLUMNS
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.seal.test_alarms import NEXT, YEAR, changed, well
from tests.personas import seed_cast
from tests.sealing import address_of, drop_database

__all__ = ["well"]  # a fixture
ANEW = (
    "if a migration of yours changed these, draw them (docs/changing.md, “A rule of the database”)"
)
PLAINLY = "PostgreSQL prints these in other words than they were given: put them more plainly"
ALL = [f"audit_event_{year}" for year in range(YEAR - 1, YEAR + 4)]


def made_in(cursor):
    there = guards.found(cursor)
    made = {guards.known_as(name): how for name, how in there}
    assert len(made) == len(there) - len(ALL) + 1, "each once, and one for all years"
    return made


@contextmanager
def restored():
    """Make a database of what was dumped of the one at hand, as an operator does; yield a cursor of
    its owner's."""
    name, programs = f"restored_{uuid4().hex}", embedded.found_programs().folder
    whole = urlsplit(os.environ["ADMIN_DATABASE_URL"])

    def named(database):
        return urlunsplit(whole._replace(path=f"/{database}"))

    with closing(psycopg2.connect(address_of("portal_owner", "postgres"))) as owner:
        owner.autocommit = True
        owner.cursor().execute(f'CREATE DATABASE "{name}"')
        owner.cursor().execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
        try:
            out = [programs / "pg_dump", "-s", "-d", named(connection.settings_dict["NAME"])]
            dump = subprocess.run(out, check=True, capture_output=True)
            into = [programs / "psql", "-q", "-d", named(name)]
            subprocess.run(into, input=dump.stdout, check=True, capture_output=True)
            with closing(psycopg2.connect(address_of("portal_owner", name))) as inside:
                yield inside.cursor()
        finally:
            drop_database(owner.cursor(), name)


def test_everything_is_as_it_was_made(db):
    """`DRAW=yes` draws it anew, from a database that was just made (`--create-db`)."""
    with connection.cursor() as cursor, restored() as after:
        made, again = made_in(cursor), made_in(after)
        drawn = "".join(f"{name} {made[name]}\n" for name in sorted(made))
        if os.environ.get("DRAW"):
            guards.AS_MADE.write_text(drawn, encoding="utf-8")
            guards.as_made.cache_clear()
        known = guards.AS_MADE.read_text(encoding="utf-8")
        other = sorted({*drawn.splitlines()} ^ {*known.splitlines()})
        assert {line.split()[0] for line in other} == set(), ANEW
        assert drawn == known, ANEW
        assert {name for name in made if again.get(name) != made[name]} == set(), PLAINLY
        assert again == made
        assert health(cursor).unguarded == []
        assert health(after).unguarded == []


def steps():
    """The SQL that migrations run, with which it is, in the order in which they do."""
    graph = MigrationLoader(None).graph
    ends = graph.leaf_nodes()
    for one in dict.fromkeys(step for end in ends for step in graph.forwards_plan(end)):
        for operation in graph.nodes[one].operations:
            if isinstance(operation, RunSQL):
                yield one, str(operation.sql)


def test_what_makes_a_function_anew_runs_after_what_made_it():
    """Of two migrations that may run in either order, nobody could say which counts."""
    before = MigrationLoader(None).graph.forwards_plan
    makers = {}
    for step, statements in steps():
        for name in re.findall(
            r"(?:CREATE|REPLACE|DROP) FUNCTION (?:IF EXISTS )?(\w+)", statements
        ):
            assert makers.setdefault(name, step) in before(step), name
            makers[name] = step
    assert {app for app, _ in makers.values()} == {"sharing", "meetings"}


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        (NEXT, f"ALTER TABLE {NEXT} ADD CONSTRAINT none CHECK (false) NOT VALID"),
        (NEXT, f"ALTER TABLE {NEXT} ADD CONSTRAINT as_one CHECK (octet_length(wrote) = 32)"),
        (NEXT, f"CREATE UNIQUE INDEX one_only ON {NEXT} ((1))"),
        (NEXT, f"ALTER TABLE {NEXT} ALTER user_id SET NOT NULL"),
        (NEXT, f"CREATE RULE none AS ON INSERT TO {NEXT} DO INSTEAD NOTHING"),
        ("seal_check", "CREATE RULE none AS ON INSERT TO seal_check DO INSTEAD NOTHING"),
        (
            "audit_event",
            "ALTER TABLE ONLY audit_event ALTER recorded_at SET DEFAULT '2015-01-01 00:00+00'",
        ),
        ("seal_check", "ALTER TABLE seal_check ALTER checked_at SET DEFAULT '2000-01-01'"),
        ("seal_check", "ALTER TABLE seal_check ADD CHECK (wrong_entry IS NULL)"),
        ("seal_mailing", "CREATE UNIQUE INDEX once ON seal_mailing (size)"),
        ("audit_misdated", "ALTER TABLE audit_misdated ADD CHECK (recorded_at > '2020-01-01')"),
        (
            "audit_written",
            (
                "CREATE TRIGGER away BEFORE INSERT ON audit_written FOR EACH ROW"
                " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
            ),
        ),
        ("audit_event", "GRANT SELECT ON audit_event TO portal_reports"),
        ("audit_event", "GRANT SELECT (code) ON audit_event TO PUBLIC"),
        ("seal_check", "GRANT INSERT ON seal_check TO portal_web"),
        ("seal_key", "GRANT SELECT ON seal_key TO portal_web WITH GRANT OPTION"),
        ("audit_written", "GRANT SELECT ON audit_written TO portal_jobs"),
        ("audit_written", "GRANT UPDATE (rows) ON audit_written TO portal_web"),
        ("sharing_auditdetail", "GRANT SELECT ON sharing_auditdetail TO portal_jobs"),
        ("seal_leaf", "CREATE POLICY more ON seal_leaf FOR SELECT TO portal_web USING (true)"),
        ("seal_leaf", "ALTER POLICY export ON seal_leaf USING (true)"),
        ("audit_event", "ALTER POLICY seal ON audit_event TO PUBLIC"),
        ("audit_event", "DROP POLICY said_by_no_other ON audit_event"),
        ("audit_event", "DROP POLICY said_by_jobs ON audit_event"),
        ("seal_checkpoint", "ALTER TABLE seal_checkpoint ENABLE ROW LEVEL SECURITY"),
        ("seal_leaf", "ALTER TABLE seal_leaf FORCE ROW LEVEL SECURITY"),
        ("seal_check", "CREATE POLICY fine ON seal_check FOR SELECT USING (wrong_entry IS NULL)"),
        ("audit_written", "ALTER TABLE audit_written DISABLE ROW LEVEL SECURITY"),
        ("audit_event", "ALTER TABLE ONLY audit_event ENABLE TRIGGER note_misdated"),
        ("seal_leaf", "ALTER TABLE seal_leaf ALTER sequence TYPE integer"),
        ("seal_checkpoint", "ALTER TABLE seal_checkpoint DROP CONSTRAINT stands_where_it_says"),
        ("written_check", "ALTER POLICY compare ON written_check WITH CHECK (true)"),
    ],
)
def test_what_bends_it_or_stops_it(well, table, statement):
    with changed(well, statement) as now:
        assert (now.alarms, now.unguarded) == ([Alarm.UNGUARDED], [table])


def test_a_partition_of_a_partition(well):
    """What is guarded then is the year, and not the part of it that has the events."""
    name = f"audit_event_{YEAR}"
    of_year = f"FOR VALUES FROM ('{YEAR}-01-01 00:00+00') TO ('{YEAR + 1}-01-01 00:00+00')"
    with changed(
        well,
        f"ALTER TABLE audit_event DETACH PARTITION {name}",
        f"ALTER TABLE {name} RENAME TO the_events",
        f"CREATE TABLE {name} PARTITION OF audit_event {of_year} PARTITION BY RANGE (recorded_at)",
        f"ALTER TABLE {name} ATTACH PARTITION the_events {of_year}",
        (
            f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        ),
        f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER never_emptied",
        f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER only_added",
        "ALTER TABLE the_events DISABLE TRIGGER USER",
    ) as now:
        assert now.unguarded == [name, "the_events"]


@pytest.mark.parametrize("table", ["audit_event", "audit_written"])
def test_a_type_that_refuses_in_a_year_to_come(well, table):
    """What a domain asks is no constraint of the table."""
    column = {"audit_event": "second_factor_age", "audit_written": "rows"}[table]
    of = {"audit_event": "integer", "audit_written": "text"}[table]
    with changed(
        well,
        f"CREATE DOMAIN until_then AS {of} CHECK (clock_timestamp() < '{YEAR + 1}-01-01')",
        f"ALTER TABLE {table} ALTER {column} TYPE until_then",
    ) as now:
        assert table in now.unguarded


def test_what_notes_the_time_looks_whatever_a_role_is_set_to(well):
    with well.as_role("portal_owner") as owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), bool_and(tgenabled = 'A') FROM pg_trigger WHERE tgname = 'note_misdated'"
        )
        assert cursor.fetchone() == (1 + len(ALL), True)
        cursor.execute("SELECT make_audit_partition(2098)")
        cursor.execute(
            "SELECT bool_and(tgenabled = 'A') FROM pg_trigger"
            " WHERE tgrelid = 'audit_event_2098'::regclass"
        )
        assert cursor.fetchone() == (True,)


def test_an_old_checkpoint_stands_under_no_other_size(well):
    """It would be shown to everybody as the newest."""
    with well.as_role("portal_owner") as owner, owner.cursor() as cursor:
        cursor.execute("INSERT INTO seal_checkpoint (size, note) VALUES (9, E'origin\\n9\\n')")
        with pytest.raises(psycopg2.errors.CheckViolation, match="stands_where_it_says"):
            cursor.execute("INSERT INTO seal_checkpoint SELECT 1000, note FROM seal_checkpoint")


LOOKS_AWAY = "CREATE TRIGGER note_misdated BEFORE INSERT ON {} FOR EACH ROW {} EXECUTE FUNCTION {}"


@pytest.mark.parametrize(
    "anew",
    [
        [],
        [LOOKS_AWAY.format("audit_event", "WHEN (false)", "note_misdated()")],
        [
            "CREATE FUNCTION pass() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            LOOKS_AWAY.format("audit_event", "WHEN (NEW.recorded_at IS NULL)", "pass()"),
        ],
    ],
)
def test_what_notes_the_time_of_an_event_is_there_and_looks(well, anew):
    with changed(well, "DROP TRIGGER note_misdated ON audit_event", *anew) as now:
        made = [one for one in now.unguarded if one != "pass()"]
        assert made == sorted(["audit_event", *ALL])


@pytest.mark.parametrize(
    ("function", "statement"),
    [
        (
            "note_misdated()",
            (
                "CREATE OR REPLACE FUNCTION note_misdated() RETURNS trigger LANGUAGE plpgsql"
                " SECURITY DEFINER SET search_path = pg_catalog, public AS"
                " 'BEGIN RETURN NEW; END'"
            ),
        ),
        (
            "seal_state()",
            "ALTER FUNCTION seal_state(interval) SET search_path = public, pg_catalog",
        ),
        ("note_misdated()", "ALTER FUNCTION note_misdated() SECURITY INVOKER"),
        (
            "write_sealer_event()",
            (
                "GRANT EXECUTE ON FUNCTION write_sealer_event(uuid, timestamptz, varchar, uuid[])"
                " TO PUBLIC"
            ),
        ),
        ("trail_state()", "GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_retention"),
        (
            "seal_state()",
            "GRANT EXECUTE ON FUNCTION seal_state(interval) TO portal_web WITH GRANT OPTION",
        ),
        ("trail_state()", "REVOKE EXECUTE ON FUNCTION trail_state(interval) FROM portal_web"),
        ("seal_state()", "ALTER FUNCTION seal_state(interval) SET work_mem = '64kB'"),
        ("seal_state()", "ALTER FUNCTION seal_state(interval) STRICT"),
        ("seal_state()", "ALTER FUNCTION seal_state(interval) IMMUTABLE"),
    ],
)
def test_a_function_that_is_not_as_it_was_made(well, function, statement):
    with changed(well, statement) as now:
        assert (now.alarms, now.unguarded) == ([Alarm.UNGUARDED], [function])


def test_what_looks_from_inside_and_says_that_all_is_well(well):
    made = [(name, how) for name, how in guards.as_made().items() if not name.endswith("()")]
    said = ", ".join(f"('{name}', '{how}')" for name, how in made)
    with changed(
        well,
        "ALTER TABLE seal_leaf DISABLE TRIGGER only_added",
        (
            "CREATE OR REPLACE FUNCTION tables_as_they_are(known text[])"
            " RETURNS TABLE (name text, made text) LANGUAGE sql STABLE SET search_path ="
            " pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'"
            f" AS $$ VALUES {said} $$"
        ),
    ) as now:
        assert (now.alarms, now.unguarded) == ([Alarm.UNGUARDED], ["tables_as_they_are()"])


NOTHING = "CREATE FUNCTION public.{}({}) RETURNS {} LANGUAGE sql IMMUTABLE AS $$ SELECT NULL::{} $$"


@pytest.mark.parametrize(
    ("found", "statements"),
    [
        (
            ["array_agg()", "audit_event", "nothing()"],
            [
                NOTHING.format("nothing", "text[], text", "text[]", "text[]"),
                "CREATE AGGREGATE public.array_agg(text) (SFUNC = nothing, STYPE = text[])",
                "ALTER TABLE ONLY audit_event DISABLE TRIGGER only_added",
            ],
        ),
        (
            ["nothing()", "operator ="],
            [
                NOTHING.format("nothing", "name, varchar", "boolean", "boolean"),
                "CREATE OPERATOR public.= (FUNCTION = nothing, LEFTARG = name, RIGHTARG = varchar)",
            ],
        ),
        (
            ["cast of uuid to mood", "nothing()"],
            [
                "CREATE TYPE public.mood AS ENUM ('well')",
                NOTHING.format("nothing", "uuid", "mood", "mood"),
                "CREATE CAST (uuid AS public.mood) WITH FUNCTION nothing(uuid) AS IMPLICIT",
            ],
        ),
        (
            ["elsewhere.made_elsewhere()"],
            [
                "CREATE SCHEMA elsewhere",
                NOTHING.format("made_elsewhere", "", "text", "text").replace("public", "elsewhere"),
            ],
        ),
    ],
)
def test_what_no_migration_made_and_postgresql_may_take_for_its_own(well, found, statements):
    with changed(well, *statements) as now:
        assert (now.alarms, sorted(now.unguarded)) == ([Alarm.UNGUARDED], found)


@pytest.mark.parametrize(
    ("found", "statements"),
    [
        ("schema portal_web", ["CREATE SCHEMA portal_web"]),
        ("schema portal_owner", ["CREATE SCHEMA portal_owner"]),
        ("schema more", ["CREATE SCHEMA more", "GRANT USAGE ON SCHEMA more TO PUBLIC"]),
        ("search_path of portal_web", ["SET ROLE portal_web", "ALTER ROLE portal_web SET {}"]),
        (
            "search_path of portal_jobs",
            ["SET ROLE portal_jobs", "ALTER ROLE portal_jobs IN DATABASE {} SET {}"],
        ),
        ("search_path of the database", ["ALTER DATABASE {} SET {}"]),
    ],
)
def test_where_else_a_role_would_look_for_names(well, found, statements):
    places = well.database, "search_path = public, pg_catalog"
    with changed(well, *(one.format(*places[-one.count("{}") :]) for one in statements)) as now:
        assert (now.alarms, now.unguarded) == ([Alarm.UNGUARDED], [found])


def test_an_event_lands_in_the_trail_whoever_made_a_table_like_it(cast):
    """The role's own schema comes first where no path is set."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA portal_web")
        cursor.execute("CREATE TABLE portal_web.audit_event (LIKE public.audit_event)")
        cursor.execute("GRANT USAGE ON SCHEMA portal_web TO portal_web")
        cursor.execute("GRANT ALL ON portal_web.audit_event TO portal_web")
        cursor.execute("""SET search_path = "$user", public""")
    with unit_of_work(cast.actor("petra")) as work:
        work.note(EXAMPLE_LOADED, changing=True)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.audit_event WHERE id = %s", [work.event_id])
        assert cursor.fetchone() == (1,)
        cursor.execute("SET search_path = public")


def test_a_line_is_written_by_what_is_postgresqls_own(well):
    """A function for just this type comes before one for any, wherever it is."""
    lines = f"SELECT {COLUMNS} FROM audit_event e ORDER BY recorded_at"
    with well.as_role("portal_owner") as owner, owner.cursor() as cursor:
        cursor.execute(lines)
        before = cursor.fetchall()
        cursor.execute(NOTHING.format("array_to_json", "uuid[]", "json", "json"))
        cursor.execute(NOTHING.format("times", "numeric, integer", "numeric", "numeric"))
        cursor.execute(
            "CREATE OPERATOR public.* (FUNCTION = times, LEFTARG = numeric, RIGHTARG = integer)"
        )
        cursor.execute(lines)
        assert cursor.fetchall() == before
        assert health(cursor).unguarded == ["array_to_json()", "times()", "operator *"]


@pytest.mark.parametrize(
    ("found", "statement"),
    [
        (["sharing_historicalparty"], "GRANT SELECT ON sharing_historicalparty TO portal_sealer"),
        (["sharing_historicalparty"], "GRANT UPDATE ON sharing_historicalparty TO portal_web"),
        (["sharing_historicalparty"], "GRANT DELETE ON sharing_historicalparty TO PUBLIC"),
        (["meetings_historicalcase"], "GRANT SELECT ON meetings_historicalcase TO portal_jobs"),
        (["sharing_scopeversion"], "GRANT INSERT ON sharing_scopeversion TO portal_web"),
        (["audit_event"], "ALTER POLICY read_trail ON audit_event USING (true)"),
        (["sharing_auditdetail"], "ALTER POLICY read_beside ON sharing_auditdetail USING (true)"),
        (
            ["find_areas()"],
            (
                "CREATE OR REPLACE FUNCTION find_areas() RETURNS trigger LANGUAGE plpgsql"
                " SECURITY DEFINER SET search_path = pg_catalog, public AS"
                " 'BEGIN RETURN NEW; END'"
            ),
        ),
        (["audit_event", *ALL], "DROP TRIGGER find_areas ON audit_event"),
        (
            ["cases_of_copies()"],
            (
                "CREATE OR REPLACE FUNCTION cases_of_copies(wanted uuid[]) RETURNS SETOF uuid LANGUAGE"
                " sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS"
                " 'SELECT unnest(wanted)'"
            ),
        ),
        (
            ["erase_details()"],
            "GRANT EXECUTE ON FUNCTION erase_details(timestamptz, integer) TO PUBLIC",
        ),
    ],
)
def test_what_lies_around_it_in_a_portal(db, found, statement):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
    with connection.cursor() as cursor:
        assert health(cursor).unguarded == sorted(found)


def test_only_what_compares_says_what_it_found(db):
    cast = seed_cast()
    said = "INSERT INTO written_check (looked_at, unproved, wrong) VALUES (9, 0, 0)"
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        unit_of_work(cast.actor("petra")),
        connection.cursor() as cursor,
    ):
        cursor.execute(said)
    with unit_of_work(Actor.system("seal")), connection.cursor() as cursor:
        cursor.execute(said)
        cursor.execute("SELECT count(*) FROM written_check")
        assert cursor.fetchone() == (1,)
