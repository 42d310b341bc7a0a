"""Whatever the owner of the database alters of a table of cases is an alarm that names it: a wall,
a right, how it is kept, what PostgreSQL knows of it, and what else reads it."""

import pytest

from sharing.seal.alarms import health
from tests.integration.seal.test_rights import changed, found

AS_OWNER = "SET ROLE portal_owner"
SWALLOW = (
    "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE TRIGGER swallow BEFORE INSERT ON sharing_alert FOR EACH ROW EXECUTE FUNCTION swallow()",
)


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        # Walls.
        ("sharing_scope", "ALTER TABLE sharing_scope DISABLE ROW LEVEL SECURITY"),
        ("sharing_scope", "CREATE POLICY every ON sharing_scope TO portal_web USING (true)"),
        ("sharing_party", "ALTER POLICY reach ON sharing_party USING (true)"),
        ("sharing_party", "ALTER POLICY reach ON sharing_party WITH CHECK (true)"),
        ("sharing_item", "ALTER POLICY reach ON sharing_item TO PUBLIC"),
        ("meetings_referral", "DROP POLICY reach ON meetings_referral"),
        ("meetings_case", "ALTER POLICY jobs ON meetings_case RENAME TO others"),
        ("sharing_historicalparty", "ALTER POLICY reach ON sharing_historicalparty USING (true)"),
        ("sharing_keptform", "ALTER TABLE sharing_keptform DISABLE ROW LEVEL SECURITY"),
        ("meetings_meeting", "ALTER TABLE meetings_meeting ENABLE ROW LEVEL SECURITY"),
        # Rights.
        ("sharing_party", "GRANT DELETE ON sharing_party TO portal_web"),
        ("sharing_party", "GRANT SELECT ON sharing_party TO portal_reports"),
        ("sharing_party", "GRANT SELECT (family_name) ON sharing_party TO PUBLIC"),
        ("sharing_address", "GRANT SELECT ON sharing_address TO portal_jobs"),
        ("sharing_alert", "GRANT SELECT ON sharing_alert TO portal_jobs WITH GRANT OPTION"),
        ("sharing_scope", "GRANT UPDATE (walled) ON sharing_scope TO portal_web"),
        ("sharing_user", "GRANT SELECT ON sharing_user TO portal_sealer"),
        ("sharing_watchrule", "REVOKE SELECT ON sharing_watchrule FROM portal_jobs"),
        ("sharing_alert", "ALTER TABLE sharing_alert OWNER TO portal_jobs"),
        # How it is kept.
        ("sharing_alert", "ALTER TABLE sharing_alert SET UNLOGGED"),
        ("sharing_party", "ALTER TABLE sharing_party ALTER family_name TYPE varchar(3)"),
        (
            "sharing_historicalparty",
            "ALTER TABLE sharing_historicalparty ALTER family_name TYPE varchar(3)",
        ),
        ("sharing_user", 'ALTER TABLE sharing_user ALTER email TYPE varchar(254) COLLATE "C"'),
        ("sharing_item", "ALTER TABLE sharing_item ALTER text SET DEFAULT 'none'"),
        ("sharing_party", "ALTER TABLE sharing_party ALTER born_on SET NOT NULL"),
        ("sharing_party", "ALTER TABLE sharing_party DROP COLUMN school"),
        ("sharing_party", "ALTER TABLE sharing_party ADD more text"),
        ("sharing_alert", "CREATE RULE none AS ON INSERT TO sharing_alert DO INSTEAD NOTHING"),
        ("sharing_item", "ALTER TABLE sharing_item ADD CHECK (clock_timestamp() < '2030-01-01')"),
        ("meetings_action", "CREATE UNIQUE INDEX one_only ON meetings_action ((1))"),
        ("audit_event", "DROP INDEX audit_event_of_alerts"),
        # What PostgreSQL knows of it, and says of all rows.
        ("sharing_party", "ALTER TABLE sharing_party ALTER family_name SET STATISTICS 100"),
        ("sharing_party", "ALTER TABLE sharing_party ALTER family_name SET STATISTICS -1"),
        ("sharing_address", "CREATE STATISTICS known ON lines, postcode FROM sharing_address"),
        ("sharing_address", "CREATE INDEX known ON sharing_address (lower(lines))"),
    ],
)
def test_what_is_altered(db, table, statement):
    assert found("GRANT CREATE ON SCHEMA public TO portal_jobs", AS_OWNER, statement)[:1] == [table]


@pytest.mark.parametrize(
    ("told", "statements"),
    [
        (["sharing_alert", "swallow()"], SWALLOW),
        (["seen"], ["CREATE VIEW seen AS SELECT * FROM sharing_party"]),
        (["seen"], ["CREATE MATERIALIZED VIEW seen AS SELECT * FROM sharing_party"]),
        (["copied"], ["CREATE TABLE copied AS SELECT * FROM sharing_party"]),
        (
            ["elsewhere.seen"],
            ["CREATE SCHEMA elsewhere", "CREATE VIEW elsewhere.seen AS SELECT * FROM sharing_item"],
        ),
        (
            ["elsewhere.sharing_auditdetail", "sharing_auditdetail"],
            ["CREATE SCHEMA elsewhere", "ALTER TABLE sharing_auditdetail SET SCHEMA elsewhere"],
        ),
        (
            ["old", "sharing_historicalparty"],
            [
                "ALTER TABLE sharing_historicalparty RENAME TO old",
                "CREATE TABLE sharing_historicalparty (LIKE old)",
            ],
        ),
        (["sharing_sealalarm"], ["DROP TABLE sharing_sealalarm"]),
    ],
)
def test_what_else_reads_it_or_stands_in_its_place(db, told, statements):
    assert found(AS_OWNER, *statements) == told


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE VIEW of_the_server AS SELECT * FROM pg_stat_activity"],
        [AS_OWNER, "ALTER TABLE sharing_party ALTER born_on SET STATISTICS 500"],
        [AS_OWNER, "ALTER TABLE sharing_party SET (autovacuum_vacuum_scale_factor = 0.01)"],
        [AS_OWNER, "SELECT make_audit_partition(2098)"],
        [AS_OWNER, "CREATE TEMPORARY TABLE for_a_moment (id integer)"],
    ],
)
def test_what_an_operator_does_with_tables_is_no_alarm(db, statements):
    assert found(*statements) == []


WALL = """
    SELECT format('ALTER POLICY %I ON audit_event WITH CHECK (%s)', polname,
                  pg_get_expr(polwithcheck, polrelid))
    FROM pg_policy WHERE polrelid = 'audit_event'::regclass AND polname = 'said_by_no_other'
"""
INDEX = """
    SELECT format('DROP INDEX audit_event_of_alerts; %s', replace(
        pg_get_indexdef('audit_event_of_alerts'::regclass), ' ON ONLY ', ' ON '
    ))
"""


@pytest.mark.parametrize("what", [WALL, INDEX])
def test_what_is_made_of_what_a_dump_says_is_as_it_was_beside_what_a_migration_made_anew(db, what):
    with changed() as cursor:
        cursor.execute(what)
        (made,) = cursor.fetchone()
        cursor.execute(made)
        cursor.execute(what)
        assert cursor.fetchone() != (made,), "PostgreSQL says the same otherwise"
        assert health(cursor).unguarded == []
