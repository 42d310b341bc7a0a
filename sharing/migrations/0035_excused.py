"""What excuses is told more narrowly: rows of the past that nothing proves any more."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0034_still_reads")]

    operations = [
        run_file(SQL / "erased_rows.sql", function_of(SQL / "erasures.sql", "erase_values")),
        run_file(SQL / "let_in.sql", "DROP FUNCTION let_in_by"),
        run_file(SQL / "details_of_events.sql", function_of(SQL / "erasures.sql", "details_due")),
        run_file(SQL / "looks_of_the_sealer.sql", function_of(SQL / "trail_state.sql", "trail_state")),
    ]
