"""Walls ask a function whether a scope is there. In a database that was made before, each policy has a
subquery of its own."""

from django.db import migrations

from sharing.walls import SCOPE_IS_THERE

ANEW = rf"""
{SCOPE_IS_THERE}
DO $$ DECLARE one record; BEGIN
    FOR one IN
        SELECT p.policyname, p.tablename, p.qual, p.with_check, anew.rule, anew.checked
        FROM pg_policies p, LATERAL (
            SELECT regexp_replace(p.qual, asks, 'scope_is_there(\1)', 'g') AS rule,
                regexp_replace(p.with_check, asks, 'scope_is_there(\1)', 'g') AS checked
            FROM (VALUES (
                '\( SELECT true(?: AS bool)?\s+FROM sharing_scope s\s+WHERE \(s\.id = ((?:\w+\.)?\w+)\)\)'
            )) AS asked (asks)
        ) AS anew
        WHERE p.schemaname = 'public'
          AND (anew.rule, anew.checked) IS DISTINCT FROM (p.qual, p.with_check)
    LOOP
        EXECUTE concat(
            format('ALTER POLICY %I ON %I', one.policyname, one.tablename),
            ' USING (' || one.rule || ')', ' WITH CHECK (' || one.checked || ')'
        );
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0022_forms_kept_longer")]

    operations = [migrations.RunSQL(ANEW, migrations.RunSQL.noop)]
