"""A table is as it was made whether or not it was dumped and restored since, and whatever of it a later
migration makes anew. What PostgreSQL says of a range among other conditions, it reads as something plainer."""

from pathlib import Path

from django.db import migrations, models

from sharing.schema import function_of

SQL = Path(__file__).resolve().parent.parent / "sql"
NAME = "watch_rule_counts_within_a_day"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0020_spaces_within_quotes")]

    # A database that was made before takes a restored one for altered.
    operations = [
        migrations.RemoveConstraint("watchrule", NAME),
        migrations.AddConstraint(
            "watchrule",
            models.CheckConstraint(
                condition=models.Q(number__gte=1, minutes__gte=1, minutes__lte=1440), name=NAME
            ),
        ),
        migrations.RunSQL(
            function_of(SQL / "guards.sql", "tables_as_they_are"), migrations.RunSQL.noop
        ),
    ]
