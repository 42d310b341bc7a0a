"""Tables and functions of the trail that are not kept as they were made are an alarm, and so is
what lets a role of the portal do more, by whichever way."""

import pytest
from django.db import connection

from tests.integration.seal.test_alarms import YEAR
from tests.integration.seal.test_rights import found

AS_OWNER = "SET ROLE portal_owner"
PAST = "sharing_historicalparty"
SCOPES = "sharing_scopeversion"


@pytest.mark.parametrize(
    "table",
    [
        f"audit_event_{YEAR}",
        "seal_check",
        "seal_leaf",
        "seal_checkpoint",
        "audit_written",
        "sharing_auditdetail",
        PAST,
        SCOPES,
    ],
)
def test_a_table_that_a_crash_empties(db, table):
    """PostgreSQL itself does so after one, past every trigger."""
    assert found(AS_OWNER, f"ALTER TABLE {table} SET UNLOGGED") == [table]


def parted(table, column):
    """The same table in parts, of which one can be given away or emptied."""
    return [
        AS_OWNER,
        f"ALTER TABLE {table} RENAME TO as_it_was",
        (
            f"CREATE TABLE {table} (LIKE as_it_was INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
            f" PARTITION BY RANGE ({column})"
        ),
        f"CREATE TABLE all_of_it PARTITION OF {table} FOR VALUES FROM (MINVALUE) TO (MAXVALUE)",
    ]


def test_a_table_of_the_seal_that_is_parted(db):
    """Its part has no guard, and whoever was given it changes what was found."""
    guard = "CREATE TRIGGER {} BEFORE {} ON seal_check FOR EACH {} EXECUTE FUNCTION refuse_change()"
    assert found(
        *parted("seal_check", "checked_at"),
        guard.format("only_added", "UPDATE OR DELETE", "ROW"),
        guard.format("never_emptied", "TRUNCATE", "STATEMENT"),
        "ALTER TABLE ONLY seal_check ENABLE ALWAYS TRIGGER only_added",
        "ALTER TABLE ONLY seal_check ENABLE ALWAYS TRIGGER never_emptied",
        "GRANT SELECT, INSERT ON seal_check TO portal_sealer",
        "ALTER TABLE all_of_it DISABLE TRIGGER USER",
        "GRANT ALL ON all_of_it TO portal_web",
    ) == ["all_of_it", "as_it_was", "seal_check"]


@pytest.mark.parametrize(("table", "column"), [(PAST, "history_date"), (SCOPES, "version")])
def test_a_table_of_the_past_that_is_parted(db, table, column):
    assert table in found(*parted(table, column))


@pytest.mark.parametrize("table", ["seal_leaf", SCOPES])
def test_a_table_that_another_is_read_with(db, table):
    assert found(AS_OWNER, f"CREATE TABLE more () INHERITS ({table})") == ["more", table]


def test_a_table_of_the_past_that_is_none_any_more(db):
    assert "audit_written" in found(
        AS_OWNER,
        "ALTER TABLE audit_written RENAME TO as_it_was",
        "CREATE VIEW audit_written AS SELECT * FROM as_it_was",
    )


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        (SCOPES, "ADD CHECK (clock_timestamp() < '2030-01-01')"),
        (PAST, "ADD CHECK (history_date < '2030-01-01')"),
        (PAST, "ADD UNIQUE (family_name)"),
        (PAST, "ADD FOREIGN KEY (id) REFERENCES sharing_party (id)"),
    ],
)
def test_what_the_past_would_refuse(db, table, statement):
    assert found(AS_OWNER, f"ALTER TABLE {table} {statement}") == [table]


def test_what_the_past_would_refuse_by_an_index(db):
    assert found(AS_OWNER, f"CREATE UNIQUE INDEX one_only ON {PAST} ((1))") == [PAST]


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "REPLICATION"])
def test_a_role_that_may_be_one_who_may_more(db, power):
    told = ["may_more given to portal_web"]
    assert found(f"CREATE ROLE may_more {power}", "GRANT may_more TO portal_web") == told
    assert (
        found(
            f"CREATE ROLE may_more {power}",
            "CREATE ROLE between",
            "GRANT may_more TO between",
            "GRANT between TO portal_web",
        )
        == told
    )


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("GRANT CREATE ON SCHEMA public TO portal_web", "CREATE in public given to portal_web"),
        (
            "GRANT SET ON PARAMETER session_replication_role TO portal_jobs",
            "session_replication_role given to portal_jobs",
        ),
        ("ALTER ROLE portal_web SET track_activities = on", "track_activities of portal_web"),
    ],
)
def test_what_a_role_was_not_given(db, statement, told):
    assert found(statement) == [told]


def test_what_an_administrator_was_given_to_prepare_the_database_is_no_alarm(db):
    given = "GRANT SET ON PARAMETER track_activities TO keeper"
    assert found("CREATE ROLE keeper", given) == []


ARGUMENTS = "write_sealer_event(uuid, timestamptz, varchar, uuid[])"


def made_with(was, now):
    """The same body under the same name, called otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regprocedure)", [ARGUMENTS])
        (made,) = cursor.fetchone()
    assert was in made
    return [
        AS_OWNER,
        f"DROP FUNCTION {ARGUMENTS}",
        made.replace(was, now),
        f"REVOKE ALL ON FUNCTION {ARGUMENTS} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {ARGUMENTS} TO portal_sealer",
    ]


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("named uuid[]", "named uuid[] DEFAULT '{}'", ["write_sealer_event()"]),
        ("said character varying", "code character varying", ["write_sealer_event()"]),
        ("RETURNS void", "RETURNS boolean", ["write_sealer_event()"]),
        ("RETURNS void", "RETURNS void", []),
    ],
)
def test_a_function_that_is_called_otherwise(db, was, now, told):
    assert found(*made_with(was, now)) == told


@pytest.mark.parametrize(
    ("told", "statement"),
    [
        ("walled_from()", "ALTER FUNCTION walled_from() OWNER TO portal_web"),
        ("trail_is_open()", "ALTER FUNCTION trail_is_open(uuid) OWNER TO portal_web"),
        ("erase_details()", "DROP FUNCTION erase_details(timestamptz, integer)"),
        ("erase_drafts()", "ALTER FUNCTION erase_drafts(integer) RENAME TO erased"),
    ],
)
def test_a_function_that_is_another_ones_or_gone(db, told, statement):
    assert told in found(statement)


def test_each_function_is_asked_for_by_its_name_alone(db):
    """PostgreSQL's own of the same name is another one, and so is one in another schema."""
    away = "ALTER FUNCTION erase_drafts(integer) SET SCHEMA elsewhere"
    told = found(AS_OWNER, "CREATE SCHEMA elsewhere", away)
    assert told == ["elsewhere.erase_drafts()", "erase_drafts()"]
