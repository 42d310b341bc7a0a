"""Whoever writes a referral says who must not see it, and reads what they said until it is
submitted; from then on the walls are for those who keep them."""

from django.db import migrations

OWN_DRAFT = (
    "(SELECT true FROM sharing_scope s WHERE s.id = scope_id AND s.sensitivity = 'draft'"
    " AND current_setting('portal.user')::uuid = ANY (s.referred_by))"
)


def by_referrer(table, rights):
    return [
        migrations.RunSQL(
            f"CREATE POLICY by_referrer_{right.lower()} ON {table} FOR {right} TO portal_web"
            f" {clause.format(rule=OWN_DRAFT)}",
            f"DROP POLICY by_referrer_{right.lower()} ON {table}",
        )
        for right, clause in rights
    ]


SELECT = ("SELECT", "USING ({rule})")
INSERT = ("INSERT", "WITH CHECK ({rule})")
UPDATE = ("UPDATE", "USING ({rule}) WITH CHECK ({rule})")


class Migration(migrations.Migration):
    dependencies = [("sharing", "0019_trail_pages")]

    operations = [
        *by_referrer("sharing_conflict", [SELECT, INSERT, UPDATE]),
        *by_referrer("sharing_historicalconflict", [INSERT]),
    ]
