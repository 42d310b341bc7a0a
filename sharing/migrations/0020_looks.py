"""Who was shown what of a case, and who has acknowledged that it was corrected."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = """
    DROP FUNCTION looks_of_agencies;
    DROP FUNCTION acknowledgements;
    DROP FUNCTION news_in;
    DROP FUNCTION corrections_in;
    DROP FUNCTION corrections_waiting;
    DROP FUNCTION own_looks;
    DROP FUNCTION looks_at_research;
    DROP FUNCTION item_is_read;
    DROP FUNCTION item_is_for;
    DROP FUNCTION research_is_open;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0019_agencies_drafting")]

    operations = [run_file(SQL / "looks.sql", BEFORE)]
