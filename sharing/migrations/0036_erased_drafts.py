"""What a draft held that was thrown away can be erased, and a job may throw one away."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0035_excused")]

    operations = [
        run_file(
            SQL / "erase_draft.sql",
            f"""
            {function_of(SQL / "erasures.sql", "erase_values")}
            DROP FUNCTION leave_draft, erase_draft, is_of_held_year, names_of_rows, emptied_pasts;
            REVOKE EXECUTE ON FUNCTION scope_of(uuid) FROM portal_jobs;
            """,
        )
    ]
