"""A draft of a return says whether anything is left in it."""

from pathlib import Path

from django.db import migrations, models

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0010_compared_with")]

    operations = [
        # Nobody but its agency can say so of a row from before.
        migrations.AddField("returndraft", "is_empty", models.BooleanField(default=False)),
        run_file(SQL / "agencies_drafting.sql", "DROP FUNCTION agencies_drafting"),
    ]
