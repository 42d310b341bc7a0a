"""Who had read what is said of people is told when somebody corrected it with no proposal of an agency."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = """
    DROP FUNCTION corrected_people;
    DROP FUNCTION corrected_directly;
    DROP FUNCTION was_submitted;
    ALTER FUNCTION corrected_as_proposed RENAME TO corrected_people;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_texts_untold"), ("sharing", "0008_texts_untold")]

    operations = [run_file(SQL / "corrected_directly.sql", BEFORE)]
