"""Whoever was only asked why they open a case was not refused, in the summary of its trail too."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of

SQL = Path(__file__).resolve().parent.parent / "sql"
# A database that was made before counts both as one.
ANEW = f"""
    DROP FUNCTION days_of_case(uuid, timestamptz, timestamptz);
    {function_of(SQL / "alerts_kept.sql", "days_of_case")}
    REVOKE ALL ON FUNCTION days_of_case(uuid, timestamptz, timestamptz) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION days_of_case(uuid, timestamptz, timestamptz) TO portal_web;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0015_what_is_left_is_proved")]

    operations = [migrations.RunSQL(ANEW, migrations.RunSQL.noop)]
