"""Who referred what was joined to a case follows that case, and reads nothing of its account."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
TABLES = ("meetings_case", "meetings_staffwarning", "meetings_action")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0024_copies_walled_off")]

    operations = [
        run_file(
            SQL / "followed.sql",
            "; ".join(f"DROP POLICY followed ON {table}" for table in TABLES)
            + "; DROP FUNCTION followed_cases()",
        )
    ]
