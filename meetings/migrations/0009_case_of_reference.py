"""Which case of the area that is acted in has a reference, past the wall and only as an
identifier: break-glass begins with a reference that was said aloud, and an attempt on a case that
is walled off is recorded with it."""

from django.db import migrations

from sharing.database import WEB_ROLE

MAKE = f"""
CREATE FUNCTION case_of_reference(called varchar) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.scope_id
    FROM public.meetings_case c JOIN public.sharing_scope s ON s.id = c.scope_id
    WHERE replace(c.reference, '-', '') = called
      AND s.area_id = current_setting('portal.area')::uuid
$$;
REVOKE ALL ON FUNCTION case_of_reference(varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_of_reference(varchar) TO {WEB_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_strike_out"), ("sharing", "0014_admission")]

    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION case_of_reference(varchar);")]
