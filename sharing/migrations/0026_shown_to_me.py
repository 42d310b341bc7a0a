"""What is new to somebody is found by reading their events once."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0025_wall_asked_of_few")]

    operations = [run_file(SQL / "shown_to_me.sql", "DROP FUNCTION shown_to_me(uuid[], timestamptz)")]
