"""What the web role may do with the tables of the libraries; and what the worker's jobs may do: notices, the
watch over the trail, what waits for the scanner, clearing up. What they may do with the trail, its seal and
what is a person's own stands in the SQL of those."""

from pathlib import Path

from django.db import migrations

from sharing.schema import at_once, run_file
from sharing.walls import ALL, open_to_jobs, open_to_web

SQL = Path(__file__).resolve().parent.parent / "sql"
# The worker sees what waits for the scanner, and for a moment what it has just scanned.
WAITS = "(scanned_at IS NULL OR scanned_at > now() - interval '1 minute')"
SYSTEM = "current_setting('portal.reach') = 'system'"
UNSCANNED = f"""
    CREATE POLICY jobs ON sharing_attachment TO portal_jobs
        USING ({SYSTEM} AND {WAITS}) WITH CHECK ({SYSTEM});
    CREATE POLICY jobs ON sharing_vaultfile TO portal_jobs USING (
        {SYSTEM}
        AND (SELECT true FROM sharing_attachment a WHERE a.file_id = sharing_vaultfile.id)
    ) WITH CHECK ({SYSTEM});
    GRANT SELECT, UPDATE ON sharing_attachment TO portal_jobs;
    GRANT SELECT ON sharing_vaultfile TO portal_jobs
"""
TO_NOBODY = """
    REVOKE ALL ON sharing_attachment, sharing_vaultfile FROM portal_jobs;
    DROP POLICY jobs ON sharing_vaultfile;
    DROP POLICY jobs ON sharing_attachment
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0006_what_ends"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]
    replaces = [
        ("sharing", "0007_libraries"),
        ("sharing", "0008_jobs"),
        ("sharing", "0025_unscanned"),
    ]

    operations = [
        at_once(
            open_to_web("django_migrations", "SELECT"),
            open_to_web("django_content_type", "SELECT"),
            open_to_web("django_session", ALL),
            open_to_web("axes_accessattempt", ALL),
            open_to_web("axes_accessattemptexpiration", ALL),
            open_to_web("axes_accessfailurelog", ALL),
            open_to_web("axes_accesslog", ALL),
            open_to_web("django_tasks_database_dbtaskresult", ALL),
        ),
        at_once(
            # Their own work.
            open_to_jobs("django_tasks_database_dbtaskresult", ALL),
            # Whom to write to, and where; and whom to tell that their name or address was changed.
            open_to_jobs("sharing_area"),
            open_to_jobs("sharing_agency"),
            open_to_jobs("sharing_membership"),
            open_to_jobs("sharing_user"),
            open_to_jobs("sharing_passwordlink"),
            open_to_jobs("sharing_accountcorrection"),
            # For an agency without a standing signature nobody keeps a case.
            open_to_jobs("sharing_signature"),
            # What of: of a case who may see it.
            open_to_jobs("sharing_scope"),
            open_to_jobs("sharing_emergencyaccess"),
            open_to_jobs("sharing_sealalarm", "SELECT, INSERT, UPDATE"),
            # The watch; what it finds later is added to the alert that is there.
            open_to_jobs("sharing_alert", "SELECT, INSERT, UPDATE"),
            open_to_jobs("sharing_historicalalert", "INSERT"),
            open_to_jobs("sharing_watchmark", "SELECT, INSERT, UPDATE"),
            open_to_jobs("sharing_watchrule"),
            open_to_jobs("sharing_workinghours"),
            # What has expired.
            open_to_jobs("django_session", "SELECT, DELETE"),
            open_to_jobs("sharing_portalsession", "SELECT, DELETE"),
            open_to_jobs("sharing_formtoken", "SELECT, DELETE"),
            open_to_jobs("axes_accessattempt", "SELECT, DELETE"),
            open_to_jobs("axes_accessattemptexpiration", "SELECT, DELETE"),
            # What waits for the scanner.
            migrations.RunSQL(UNSCANNED, TO_NOBODY),
            open_to_jobs("sharing_historicalattachment", "INSERT"),
        ),
        run_file(
            SQL / "told_of_cases_left.sql", "DROP FUNCTION people_told_of_case_left(uuid, date)"
        ),
    ]
