"""Old values that were erased are an alarm."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = """
    DROP FUNCTION erased_of_late(interval);
    DROP INDEX audit_event_values_erased;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0008_texts_untold")]

    operations = [run_file(SQL / "erased_of_late.sql", BEFORE)]
