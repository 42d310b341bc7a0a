"""What whoever counts may read: numbers, by functions that give nothing else."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "reports.sql"
UNDO = """
    DROP FUNCTION count_events(date, date);
    DROP FUNCTION count_actions();
    DROP FUNCTION count_referrals();
    DROP FUNCTION count_cases();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_jobs")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO)]
