"""The worker may know in which cases a proposal waits, and nothing of it."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0028_ways_proposed")]

    operations = [run_file(SQL / "proposals_waiting.sql", "DROP FUNCTION proposals_waiting()")]
