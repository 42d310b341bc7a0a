"""The time of an event is the database's own, and what is misdated is an alarm."""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def before(name, called):
    """Return how that file makes the function."""
    text = (SQL / name).read_text("utf-8")
    made = re.search(rf"CREATE FUNCTION {called}\(.*?\n\$\$;", text, re.DOTALL)[0]
    return made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


UNDO = f"""
    DROP FUNCTION trail_state(interval);
    {before("alarms.sql", "trail_state")}
    REVOKE ALL ON FUNCTION trail_state(interval) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_sealer, portal_web, portal_jobs;
    {before("seal.sql", "seal_state")}
    {before("alarms.sql", "unguarded_tables")}
    DROP TRIGGER note_misdated ON audit_event;
    DROP FUNCTION note_misdated();
    DROP TABLE audit_misdated;
    GRANT SELECT, INSERT ON seal_mailing TO portal_web;
    GRANT INSERT ON audit_event, sharing_auditdetail TO portal_web, portal_retention;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0024_alerts_kept_and_told")]

    operations = [
        migrations.RunSQL((SQL / "own_clock.sql").read_text(encoding="utf-8"), UNDO),
        # The watch is the jobs' own, and so is how far it has read.
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE ON sharing_watchmark FROM portal_web",
            "GRANT INSERT, UPDATE ON sharing_watchmark TO portal_web",
        ),
    ]
