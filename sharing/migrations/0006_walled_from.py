"""Which cases the acting person is walled off from, so that their events are left out of every
list. The wall hides those scopes, so only the database can say."""

from django.db import migrations

from sharing.database import WEB_ROLE

MAKE = f"""
CREATE FUNCTION walled_from() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(s.id), '{{}}') FROM public.sharing_scope s
    WHERE s.area_id = current_setting('portal.area')::uuid
      AND current_setting('portal.user')::uuid = ANY (s.walled)
$$;
REVOKE ALL ON FUNCTION walled_from() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION walled_from() TO {WEB_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0005_accounts")]

    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION walled_from();")]
