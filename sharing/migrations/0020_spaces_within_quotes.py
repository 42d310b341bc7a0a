"""A space within the quotes of a wall is part of what it asks, and of how the table is made."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0019_stops_told_whole")]

    # A database that was made before takes no notice of it.
    operations = [
        migrations.RunSQL(
            function_of(SQL / "guards.sql", "tables_as_they_are"), migrations.RunSQL.noop
        )
    ]
