"""Reading tens of millions of events: who is walled from what, and the chart of an area."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "trail_speed.sql"
UNDO = """
    DROP FUNCTION days_of_area(timestamptz, timestamptz);
    DROP INDEX audit_event_looks;
    CREATE OR REPLACE FUNCTION walled_from() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
        SELECT coalesce(array_agg(s.id), '{}') FROM public.sharing_scope s
        WHERE s.area_id = current_setting('portal.area')::uuid
          AND current_setting('portal.user')::uuid = ANY (s.walled)
    $$;
    DROP INDEX sharing_scope_walled;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0022_year_holds")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO)]
