"""Reading a trail of many years by case, by person and by day."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "reading_trail.sql"
UNDO = """
    DROP INDEX audit_event_occurred;
    DROP INDEX audit_event_user_occurred;
    DROP FUNCTION events_about(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0017_sessions_and_corrections")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO)]
