"""A job finds when it last did something about a case."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0026_shown_to_me")]

    operations = [run_file(SQL / "last_done.sql", "DROP FUNCTION last_done(varchar, uuid[])")]
