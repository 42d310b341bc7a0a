"""A draft of which something was altered is not erased, and keeps no other from ending."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0032_left_drafts"), ("sharing", "0038_kept_lists")]

    operations = [
        run_file(
            SQL / "altered_drafts.sql",
            function_of(SQL / "left_drafts.sql", "erase_drafts"),
        )
    ]
