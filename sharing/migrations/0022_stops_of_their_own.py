"""A stop by an address of another case has a code of its own, so that any other is told as it was before."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, policy_of

SQL = Path(__file__).resolve().parent.parent / "sql"
# A database that was made before knows it by the code of every stop.
ANEW = "\n".join([
    function_of(SQL / "reading_trail.sql", "events_of_case"),
    function_of(SQL / "alerts_kept.sql", "days_of_case"),
    function_of(SQL / "alerts_kept.sql", "days_of_area"),
    policy_of(SQL / "alerts_read_whole.sql", "alerts_kept"),
])  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("sharing", "0021_restored_alike")]

    operations = [migrations.RunSQL(ANEW, migrations.RunSQL.noop)]
