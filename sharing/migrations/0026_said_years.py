"""What ends a year of the trail stays proved, however long ago it was."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0025_unscanned")]

    operations = [
        run_file(
            SQL / "said_years.sql",
            f"""
            {function_of(SQL / "erasures.sql", "end_audit_year")}
            DROP FUNCTION name_of_year;
            DROP INDEX seal_checkpoint_years;
            """,
        ),
    ]
