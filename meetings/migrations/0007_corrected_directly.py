"""Who had read what is said of people is told when somebody corrected it with no proposal of an agency."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
PROPOSED = function_of(SQL / "corrected_people.sql", "corrected_people")
# What it was is a part of what it is now.
PART = f"""
    {PROPOSED.replace("FUNCTION corrected_people", "FUNCTION corrected_as_proposed")}
    REVOKE ALL ON FUNCTION corrected_as_proposed(uuid[]) FROM PUBLIC;
"""
BEFORE = f"""
    {PROPOSED}
    DROP FUNCTION corrected_directly, was_submitted;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_texts_untold"), ("sharing", "0008_texts_untold")]

    operations = [
        migrations.RunSQL(PART, "DROP FUNCTION corrected_as_proposed"),
        run_file(SQL / "corrected_directly.sql", BEFORE),
    ]
