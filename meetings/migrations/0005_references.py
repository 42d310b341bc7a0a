"""What a case is called, for the safeguarding lead: past the wall that keeps its content from
them, and nothing but its reference."""

from django.db import migrations

from sharing.database import WEB_ROLE

MAKE = f"""
CREATE FUNCTION case_references(wanted uuid[], called varchar)
RETURNS TABLE (id uuid, reference varchar) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.scope_id, c.reference
    FROM public.meetings_case c JOIN public.sharing_scope s ON s.id = c.scope_id
    WHERE (c.scope_id = ANY (wanted) OR c.reference = called)
      AND s.area_id = current_setting('portal.area')::uuid
      AND s.sensitivity <> 'draft'
      AND NOT current_setting('portal.user')::uuid = ANY (s.walled)
      AND current_setting('portal.reach') = 'trail'
$$;
REVOKE ALL ON FUNCTION case_references(uuid[], varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_references(uuid[], varchar) TO {WEB_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0004_protocol_most_deferrals"),
        ("sharing", "0004_item_replaces"),
    ]

    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION case_references(uuid[], varchar);")]
