"""What nothing asks past the wall any more goes: `cases_behind` knows more tables, and many rows at once."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0014_file_taken_back")]

    operations = [
        migrations.RunSQL(
            "DROP FUNCTION case_behind(uuid)",
            function_of(SQL / "past_the_wall.sql", "case_behind")
            + "REVOKE ALL ON FUNCTION case_behind(uuid) FROM PUBLIC;"
            "GRANT EXECUTE ON FUNCTION case_behind(uuid) TO portal_web;",
        )
    ]
