"""A draft of a return in which nothing is left is not counted, and ends without an event."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_protected_since_sent"), ("sharing", "0011_empty_drafts")]

    operations = [
        run_file(SQL / "drafts_past.sql", "DROP FUNCTION drafts_past"),
        run_file(SQL / "return_drafts.sql", "DROP FUNCTION erase_return_drafts"),
    ]
