"""Whoever reads an alert reads all of it: an alert keeps which cases it names."""

from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from sharing.schema import InOneStep, function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
WATCHERS = """
    current_setting('portal.reach') = 'system'
    OR (current_setting('portal.reach') IN ('area', 'trail')
        AND area_id = current_setting('portal.area')::uuid
        AND about_id <> current_setting('portal.user')::uuid
        AND (case_id IS NULL OR case_id <> ALL ((SELECT walled_from())::uuid[])))
"""
BEFORE = "\n".join([
    *(
        f"DROP POLICY watchers ON {table};"
        f" CREATE POLICY watchers ON {table} TO portal_web USING ({WATCHERS}) WITH CHECK ({WATCHERS});"
        for table in ("sharing_alert", "sharing_historicalalert")
    ),
    "DROP INDEX audit_event_of_alerts; DROP POLICY alerts_kept ON audit_event;",
])  # fmt: skip
# A database that was made before asks another question.
ASKED = "\n".join([
    function_of(SQL / "alerts_kept.sql", "days_of_area"),
    function_of(SQL / "end_alerts.sql", "end_alerts"),
])  # fmt: skip
# Of those that are there: what all their events name. What was last kept of each says the same, or the
# next comparison would find that it differs.
NAMED = """
    UPDATE sharing_alert a SET cases = ARRAY(
        SELECT DISTINCT named FROM (
            SELECT a.case_id AS named
            UNION ALL
            SELECT unnest(e.cases) FROM audit_event e
            WHERE e.occurred_at BETWEEN a.first_at AND a.last_at AND e.id = ANY (a.events)
        ) AS said WHERE named IS NOT NULL ORDER BY named
    );
    UPDATE sharing_historicalalert h SET cases = a.cases FROM sharing_alert a WHERE a.id = h.id
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0012_days_off")]

    operations = [
        InOneStep(
            *(
                migrations.AddField(model, "cases", ArrayField(models.UUIDField(), default=list))
                for model in ("alert", "historicalalert")
            )
        ),
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        run_file(SQL / "alerts_read_whole.sql", BEFORE),
        migrations.RunSQL(ASKED, migrations.RunSQL.noop),
    ]
