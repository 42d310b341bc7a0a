"""The worker shares no file that waited for the scanner while something came to be protected."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_corrected_directly"), ("sharing", "0010_compared_with")]

    operations = [
        run_file(SQL / "protected_since_sent.sql", "DROP FUNCTION protected_since_sent")
    ]
