"""How what is beyond its period ends: personal parts of events, old values, years of the trail."""

from pathlib import Path

import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.functions import Now

SQL = Path(__file__).resolve().parent.parent / "sql" / "retention.sql"
UNDO = """
    DROP FUNCTION erase_values(uuid);
    DROP FUNCTION erase_details(uuid[]);
    DROP FUNCTION details_due(timestamptz, integer);
    DROP FUNCTION end_audit_year(integer, bigint, bytea, uuid);
    DROP FUNCTION leaves_of_year(integer);
    DROP FUNCTION years_due(integer);
    DROP POLICY say_what_ended ON audit_event;
    REVOKE ALL ON audit_event, sharing_auditdetail FROM portal_retention;
    CREATE OR REPLACE FUNCTION missing_audit_years() RETURNS integer[]
    LANGUAGE sql STABLE SET search_path = pg_catalog, public AS 'SELECT ''{}''::integer[]';
    DROP TABLE seal_ended;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0014_admission")]

    operations = [
        migrations.AddField(
            model_name="auditdetail",
            name="written_at",
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.AddIndex(
            model_name="auditdetail",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["written_at"], name="auditdetail_written_at"
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO),
    ]
