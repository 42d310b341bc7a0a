"""The export of a case finds its events, and what erased parts of them, without reading the trail."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0031_as_it_was")]

    operations = [
        run_file(
            SQL / "erasures_found.sql",
            "DROP FUNCTION entries_of_case, erasures_of; DROP INDEX audit_event_erasing",
        )
    ]
