"""No function looks first among what somebody made for their own session; and by what somebody was let
into a case is said as it was then, of events alone that let them in."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = f"""
    DROP FUNCTION let_in_by(timestamptz[], uuid[]);
    {function_of(SQL / "let_in.sql", "let_in_by")}
    REVOKE ALL ON FUNCTION let_in_by(timestamptz[], uuid[], uuid[]) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION let_in_by(timestamptz[], uuid[], uuid[]) TO portal_web;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0040_who_reads_alerts")]

    operations = [
        # Kept when it is undone: the files say the same.
        run_file(SQL / "own_names_last.sql", migrations.RunSQL.noop),
        run_file(SQL / "let_in_then.sql", BEFORE),
    ]
