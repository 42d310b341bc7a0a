"""Of a row whose values are erased, what is left stays proved."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0014_guards_from_outside")]

    # A database that was made before took it out with the rest.
    operations = [
        migrations.RunSQL(
            function_of(SQL / "erasures.sql", "erase_from_list"), migrations.RunSQL.noop
        )
    ]
