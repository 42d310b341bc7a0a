"""What ends leaves its event whoever asks, nobody else says what the sealer and retention say, and a
guard of the trail that lets everything through is noticed."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


def function(file: str, name: str) -> str:
    return function_of(SQL / file, name)


ERASED_BEFORE = "\n".join(
    [
        "DROP FUNCTION erase_details, end_audit_year, write_retention_event;",
        *(
            function("retention.sql", name)
            for name in ("details_due", "erase_details", "erase_values", "end_audit_year")
        ),
        function("written.sql", "erase_written"),
        """
        REVOKE ALL ON FUNCTION end_audit_year(integer, bigint, bytea, uuid), erase_details(uuid[]),
            erase_written(uuid) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION end_audit_year(integer, bigint, bytea, uuid),
            details_due(timestamptz, integer), erase_details(uuid[]), erase_written(uuid)
            TO portal_retention;
        GRANT INSERT (
            id, occurred_at, line_version, request_id, user_id, membership_id, agency_id, area_id,
            role, second_factor_age, code, also, outcome, reason, cases, people, items,
            recipient_id, commitment, wrote
        ) ON audit_event TO portal_retention;
        GRANT INSERT (event_id, salt, ciphertext) ON sharing_auditdetail TO portal_retention;
        CREATE POLICY say_what_ended ON audit_event FOR INSERT TO portal_retention
            WITH CHECK (true);
        CREATE POLICY say_what_ended ON sharing_auditdetail FOR INSERT TO portal_retention
            WITH CHECK (true);
        """,
    ]
)
GUARDED_BEFORE = "\n".join(
    [
        "DROP POLICY said_by_no_other ON audit_event;",
        "DROP POLICY said_by_jobs ON audit_event;",
        function("written.sql", "unguarded_tables"),
        function("trail_state.sql", "missing_audit_years"),
        function("trail_state.sql", "audit_years"),
        "ALTER FUNCTION audit_years() RESET timezone RESET datestyle;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0023_case_bases")]

    operations = [
        run_file(SQL / "trail_guards.sql", GUARDED_BEFORE),
        run_file(SQL / "erasures.sql", ERASED_BEFORE),
    ]
