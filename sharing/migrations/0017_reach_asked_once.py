"""A page of what one person did is found by the index that has it in its order."""

from pathlib import Path

from django.db import migrations

from sharing.schema import policy_of

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0016_asked_first")]

    # A database that was made before asks with each row.
    operations = [
        migrations.RunSQL(
            policy_of(SQL / "reading_trail.sql", "read_trail"), migrations.RunSQL.noop
        )
    ]
