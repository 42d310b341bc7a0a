"""What is restricted reaches the agencies that it names or, where it names none, the chair. Reading
alone: others write it no more than before."""

from django.db import migrations

OWN_AGENCY = (
    "agency_id = current_setting('portal.agency')::uuid"
    " OR current_setting('portal.reach') = 'system'"
)
OUT = "submitted_at IS NOT NULL AND withdrawn_at IS NULL"
SHARED = f"who_may_read = 'shared' AND {OUT}"
RESTRICTED = (
    f"who_may_read = 'restricted' AND {OUT}"
    " AND current_setting('portal.reach') IN ('agency', 'area')"
    " AND (current_setting('portal.agency')::uuid = ANY (restricted_to)"
    " OR (restricted_to = '{}' AND current_setting('portal.role', true) = 'chair'))"
)
CONTENT = (
    "current_setting('portal.reach') <> 'trail'"
    " AND (SELECT true FROM sharing_scope s WHERE s.id = scope_id)"
)
STILL_THERE = "(SELECT true FROM sharing_item i WHERE i.id = sharing_historicalitem.id)"


def policies(out):
    """Who reads an item, and its past, if this is what others may read of it."""
    item = f"{CONTENT} AND ({OWN_AGENCY} OR {out})"
    past = f"{CONTENT} AND ({OWN_AGENCY} OR ({out} AND {STILL_THERE}))"
    return f"""
        ALTER POLICY reach ON sharing_item USING ({item}) WITH CHECK ({item});
        ALTER POLICY reach ON sharing_historicalitem USING ({past}) WITH CHECK ({past});
    """


class Migration(migrations.Migration):
    dependencies = [("sharing", "0012_drafts")]

    operations = [
        migrations.RunSQL(policies(f"(({SHARED}) OR ({RESTRICTED}))"), policies(f"({SHARED})"))
    ]
