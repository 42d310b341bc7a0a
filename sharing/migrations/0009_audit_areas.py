"""Which areas an event concerns, found by the database as the event is written."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "audit_areas.sql"
UNDO = """
    DROP TRIGGER find_areas ON audit_event;
    DROP FUNCTION find_areas();
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0008_form_content")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO)]
