"""How many drafts shorter figures of an area's rules would end is counted before they hold."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0033_altered_drafts")]

    operations = [
        run_file(
            SQL / "drafts_past.sql", "DROP FUNCTION drafts_past(integer, integer, integer)"
        ),
    ]
