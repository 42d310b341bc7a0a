"""Operations for migrations: grants, and the policies of the database's wall.

A policy asks a function whether the scope is there. A few read one table more: the past of an item
reads the item, a restricted item the IDVA of its victim, a file what it is attached to, a draft's
walls its scope. Each is a scalar subquery by one key, never EXISTS or IN (measured)."""

import re
from pathlib import Path

from django.db.migrations import RunSQL

from sharing.database import JOBS_ROLE, WEB_ROLE

SCOPE = Path(__file__).resolve().parent / "sql" / "scope.sql"
(REACH,) = re.findall(
    r"CREATE POLICY reach ON sharing_scope FOR SELECT TO portal_web USING (.*?\n\));",
    SCOPE.read_text(encoding="utf-8"),
    re.DOTALL,
)
# What the policy of scopes asks, for every other wall and for functions that look past it.
# PostgreSQL keeps the plan of a function in plpgsql for the connection; it would plan a subquery
# anew for each table of each statement, which takes longer than to read the rows of a page
# (decision 48). What it is said to cost lets PostgreSQL ask of few rows, found by an index, rather
# than of all in a small table.
SCOPE_IS_THERE = f"""
    CREATE OR REPLACE FUNCTION scope_is_there(wanted uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER COST 5000
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        RETURN EXISTS (SELECT FROM public.sharing_scope WHERE id = wanted AND {REACH});
    END $$;
    REVOKE ALL ON FUNCTION scope_is_there(uuid) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION scope_is_there(uuid) TO {WEB_ROLE};
"""  # noqa: S608 - our own rule and role
SEEN = "scope_is_there({scope})"
# The safeguarding lead sees that a case exists, and no row that belongs to it.
CONTENT = "current_setting('portal.reach') <> 'trail' AND " + SEEN
ALL = "SELECT, INSERT, UPDATE, DELETE"


def open_to_web(table: str, rights: str = "SELECT, INSERT, UPDATE") -> RunSQL:
    """Let the web role use a table outside cases."""
    return RunSQL(
        f'GRANT {rights} ON "{table}" TO {WEB_ROLE}', f'REVOKE ALL ON "{table}" FROM {WEB_ROLE}'
    )


def wall(
    table: str,
    *,
    rights: str = "SELECT, INSERT, UPDATE",
    scope: str = "scope_id",
    seen_by: str = CONTENT,
    and_also: str = "true",
) -> RunSQL:
    """Put the wall round a table of a case: a row exists only for those who may see its scope.
    By default the web role cannot delete; `and_also` narrows the policy further."""
    rule = f"{seen_by.format(scope=scope)} AND ({and_also})"
    return RunSQL(
        f"""
        ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
        CREATE POLICY reach ON "{table}" TO {WEB_ROLE} USING ({rule}) WITH CHECK ({rule});
        GRANT {rights} ON "{table}" TO {WEB_ROLE};
        """,
        f"""
        REVOKE ALL ON "{table}" FROM {WEB_ROLE};
        DROP POLICY reach ON "{table}";
        ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;
        """,
    )


def wall_with_history(app: str, model: str, **how: str) -> list[RunSQL]:
    """Put the same wall round a tracked table and its history; the web role only adds to the
    history."""
    history = {**how, "rights": "SELECT, INSERT"}
    return [wall(f"{app}_{model}", **how), wall(f"{app}_historical{model}", **history)]


def open_with_history(app: str, model: str) -> list[RunSQL]:
    """Let the web role use a tracked table outside cases, and add to its history."""
    return [
        open_to_web(f"{app}_{model}"),
        open_to_web(f"{app}_historical{model}", "SELECT, INSERT"),
    ]


def open_to_jobs(table: str, rights: str = "SELECT") -> RunSQL:
    """Let jobs use a table, past its wall if it has one, because a job acts for no person."""
    return RunSQL(
        f"""
        GRANT {rights} ON "{table}" TO {JOBS_ROLE};
        DO $$ BEGIN
            IF (SELECT relrowsecurity FROM pg_class WHERE oid = '"{table}"'::regclass) THEN
                CREATE POLICY jobs ON "{table}" TO {JOBS_ROLE}
                    USING (current_setting('portal.reach') = 'system')
                    WITH CHECK (current_setting('portal.reach') = 'system');
            END IF;
        END $$;
        """,  # noqa: S608
        f"""
        DROP POLICY IF EXISTS jobs ON "{table}";
        REVOKE ALL ON "{table}" FROM {JOBS_ROLE};
        """,
    )


def untold(tables: dict[str, str]) -> RunSQL:
    """Turn off planner statistics for these columns, named by table, and for the same columns of
    the table's history if it has one: EXPLAIN would reveal common personal texts past every wall.
    Setting a column's type to itself drops what was collected. The migration fails if a table or
    column does not exist, because nothing would be protected."""
    places = [
        f"('{app}_{prefix}{model}', '{column}')"
        for (app, model), columns in ((one.split("_"), of) for one, of in tables.items())
        for prefix in ("", "historical")
        for column in columns.split()
    ]
    told = ", ".join(places)
    return RunSQL(
        f"""
        DO $$ DECLARE one record; BEGIN
            FOR one IN
                SELECT told.place, told.name FROM (VALUES {told}) AS told (place, name)
                WHERE split_part(told.place, '_', 2) NOT LIKE 'historical%' AND NOT EXISTS (
                    SELECT FROM pg_attribute a
                    WHERE a.attrelid = to_regclass(told.place) AND a.attname = told.name
                )
            LOOP
                RAISE EXCEPTION 'there is no % of %', one.name, one.place;
            END LOOP;
            FOR one IN
                SELECT a.attrelid::regclass AS place, a.attname AS name,
                    format_type(a.atttypid, a.atttypmod) AS type
                FROM (VALUES {told}) AS told (place, name)
                JOIN pg_attribute a ON a.attrelid = to_regclass(told.place) AND a.attname = told.name
            LOOP
                EXECUTE format('ALTER TABLE %s ALTER %I TYPE %s', one.place, one.name, one.type);
                EXECUTE format('ALTER TABLE %s ALTER %I SET STATISTICS 0', one.place, one.name);
            END LOOP;
        END $$;
        """,  # noqa: S608
        RunSQL.noop,
    )
