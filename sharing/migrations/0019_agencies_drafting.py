"""Who keeps the cases of an area is told which agencies have begun to write, and not what."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0018_own_openings")]

    operations = [run_file(SQL / "agencies_drafting.sql", "DROP FUNCTION agencies_drafting")]
