"""What was there at a moment of the past, as far as whoever acts may read it today."""

import re
from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
(REACH,) = re.findall(
    r"CREATE POLICY reach ON sharing_scope FOR SELECT TO portal_web USING (.*?\n\));",
    (SQL / "scope.sql").read_text(encoding="utf-8"),
    re.DOTALL,
)
# What the policy of scopes asks, for functions that look past it.
SCOPE_IS_THERE = f"""
    CREATE FUNCTION scope_is_there(wanted uuid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT EXISTS (SELECT FROM public.sharing_scope WHERE id = wanted AND {REACH})
    $$;
    REVOKE ALL ON FUNCTION scope_is_there(uuid) FROM PUBLIC;
"""
BEFORE = """
    DROP FUNCTION vault_as_it_was, files_as_they_were, items_as_they_were, scope_as_it_was,
        past_of, was_by, scope_is_there;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0030_listed")]

    operations = [
        migrations.RunSQL(SCOPE_IS_THERE, migrations.RunSQL.noop),
        run_file(SQL / "as_it_was.sql", BEFORE),
    ]
