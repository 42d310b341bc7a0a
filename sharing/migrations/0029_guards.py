"""More of what lets the trail be bent, or stop, is noticed; only a job says what it compared."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0027_protected_addresses")]

    operations = [
        run_file(
            SQL / "guards.sql",
            """
            DROP FUNCTION walls_altered, walls_made, given_away,
                tables_of_the_past, guarded_tables, bare;
            DROP POLICY compare ON written_check;
            DROP POLICY show ON written_check;
            ALTER TABLE written_check DISABLE ROW LEVEL SECURITY;
            """,
        ),
        run_file(
            SQL / "bent_or_refused.sql",
            f"""
            {function_of(SQL / "trail_guards.sql", "unguarded_tables")}
            DROP FUNCTION bent_or_refused;
            """,
        ),
    ]
