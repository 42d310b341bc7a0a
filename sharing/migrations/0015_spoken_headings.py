"""Of what agencies will only say, others who read the case see the heading."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0014_victim_advocate")]

    operations = [run_file(SQL / "spoken_headings.sql", "DROP FUNCTION spoken_headings")]
