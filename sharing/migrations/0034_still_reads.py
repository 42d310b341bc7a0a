"""What people were shown of a case, and whether they read it still, is asked by one function each."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
REPLACED = ("looks_at_research", "acknowledgements")
BEFORE = "\n".join(
    [
        *(function_of(SQL / "looks.sql", name) for name in REPLACED),
        "DROP FUNCTION still_reads, shown_of;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0033_watched_words")]

    operations = [run_file(SQL / "still_reads.sql", BEFORE)]
