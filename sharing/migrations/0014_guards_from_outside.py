"""How tables are made is compared from outside the database, and no list of it is kept within."""

from pathlib import Path

from django.db import migrations


SQL = Path(__file__).resolve().parent.parent / "sql"
# A database that was made before has what looked from inside, and says it beside how the seal stands.
BEFORE = """
    DROP FUNCTION IF EXISTS unguarded_tables(), bent_or_refused(), kept_otherwise(), walls_altered(),
        walls_made(), given_away(), tables_of_the_past(), guarded_tables(), bare(text);
    DROP FUNCTION IF EXISTS tables_as_they_are(text[]), trail_state(interval), seal_state(interval);
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0013_alerts_read_whole")]

    operations = [
        migrations.RunSQL(
            BEFORE
            + (SQL / "guards.sql").read_text(encoding="utf-8")
            + (SQL / "trail_state.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        )
    ]
