"""The IDVA service is reminded that a victim is to be told the outcome."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0017_plan_gaps")]

    operations = [run_file(SQL / "outcomes_to_tell.sql", "DROP FUNCTION outcomes_to_tell()")]
