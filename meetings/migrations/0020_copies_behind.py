"""Who keeps account of copies learns of none that holds nothing but what they are walled off from."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0019_repeat_of")]

    operations = [
        run_file(
            SQL / "copies_behind.sql",
            "DROP FUNCTION copies_walled_off(), cases_of_copies(uuid[])",
        )
    ]
