"""The case behind whatever of it an address names."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_staff_warnings"), ("sharing", "0019_agencies_drafting")]

    operations = [run_file(SQL / "cases_behind.sql", "DROP FUNCTION cases_behind(uuid[])")]
