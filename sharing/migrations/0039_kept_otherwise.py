"""Tables of the trail that are kept in another way than they were made are an alarm; that the time is
right is believed of a checkpoint that is signed."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = f"""
    DROP FUNCTION trail_state(interval);
    {function_of(SQL / "looks_of_the_sealer.sql", "trail_state")}
    REVOKE ALL ON FUNCTION trail_state(interval) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_sealer, portal_web, portal_jobs;
    DROP FUNCTION kept_otherwise();
    {function_of(SQL / "guards.sql", "tables_of_the_past")}
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0038_kept_lists")]

    operations = [run_file(SQL / "kept_otherwise.sql", BEFORE)]
