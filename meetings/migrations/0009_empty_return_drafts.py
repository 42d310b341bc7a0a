"""A draft of a return in which nothing is left is not counted, and ends without an event."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = f"""
    {function_of(SQL / "drafts_past.sql", "drafts_past")}
    {function_of(SQL / "left_drafts.sql", "erase_return_drafts")}
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_protected_since_sent"), ("sharing", "0011_empty_drafts")]

    operations = [run_file(SQL / "empty_return_drafts.sql", BEFORE)]
