"""That somebody opened a case is not there for them once they are walled off from it."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = (
    "ALTER POLICY own ON sharing_caseopening"
    " USING (user_id = current_setting('portal.user')::uuid)"
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0015_spoken_headings")]

    operations = [run_file(SQL / "own_openings.sql", BEFORE)]
