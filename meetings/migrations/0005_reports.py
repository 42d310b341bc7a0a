"""What whoever counts may read: numbers, by functions that give nothing else."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_jobs")]
    replaces = [("meetings", "0011_reports")]

    operations = [
        run_file(
            SQL / "reports.sql",
            "DROP FUNCTION count_events, count_actions, count_referrals, count_cases",
        )
    ]
