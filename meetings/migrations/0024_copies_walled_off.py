"""Rows of copies are not there for whoever keeps account of copies and is walled off from all that they
hold, as on the pages."""

from importlib import import_module

from django.db import migrations

from sharing.schema import at_once

KNOWN = import_module("meetings.migrations.0014_packs").KNOWN
HOLDER = import_module("meetings.migrations.0014_packs").HOLDER
# The function is asked once for a query.
NOT_WALLED_OFF = f"({KNOWN}) AND ({HOLDER} OR id <> ALL ((SELECT copies_walled_off())::uuid[]))"
BEFORE = f"{KNOWN} AND (true)"


def ruled(table: str) -> migrations.RunSQL:
    rule = f"ALTER POLICY reach ON {table} USING ({{0}}) WITH CHECK ({{0}})"
    return migrations.RunSQL(rule.format(NOT_WALLED_OFF), rule.format(BEFORE))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0023_named")]

    operations = [at_once(*map(ruled, ("meetings_packcopy", "meetings_historicalpackcopy")))]
