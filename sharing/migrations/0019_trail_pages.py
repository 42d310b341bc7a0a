"""The trail in pages while it grows: indexes, and functions for the events of one case."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
    DROP FUNCTION days_of_case(uuid, timestamptz, timestamptz);
    DROP FUNCTION events_of_case(
        uuid, uuid, uuid, uuid, timestamptz, timestamptz, varchar, varchar[], varchar[], boolean,
        timestamptz, timestamptz, uuid, integer
    );
    DROP FUNCTION trail_is_open(uuid);
    DROP INDEX audit_event_occurred, audit_event_agency, audit_event_refused, audit_event_nobody;
    CREATE INDEX audit_event_occurred ON audit_event USING brin (occurred_at);
    CREATE INDEX audit_event_user ON audit_event (user_id, recorded_at);
    CREATE INDEX audit_event_areas ON audit_event USING gin (areas);
    CREATE FUNCTION events_about(wanted uuid) RETURNS TABLE (recorded_at timestamptz, id uuid)
    LANGUAGE sql STABLE AS 'SELECT e.recorded_at, e.id FROM audit_event e WHERE false';
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0018_reading_trail")]

    operations = [
        migrations.RunSQL((SQL / "trail_pages.sql").read_text(encoding="utf-8"), UNDO),
        # What the watch finds later is added to the alert that is there.
        migrations.RunSQL(
            "GRANT UPDATE ON sharing_alert TO portal_jobs",
            "REVOKE UPDATE ON sharing_alert FROM portal_jobs",
        ),
    ]
