"""A stop that tells of two cases is there for whoever may know of both, and for nobody else."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, policy_of

SQL = Path(__file__).resolve().parent.parent / "sql"
# A database that was made before tells it to whoever may know of one.
ANEW = "\n".join([
    function_of(SQL / "reading_trail.sql", "events_of_case"),
    function_of(SQL / "alerts_kept.sql", "days_of_case"),
    function_of(SQL / "alerts_kept.sql", "days_of_area"),
    policy_of(SQL / "alerts_read_whole.sql", "alerts_kept"),
])  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("sharing", "0018_alarm_about")]

    operations = [migrations.RunSQL(ANEW, migrations.RunSQL.noop)]
