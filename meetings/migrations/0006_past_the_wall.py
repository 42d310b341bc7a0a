"""What the web role is told past the wall, and it is identifiers alone: which cases are joined,
so that a wall holds in all of them, and of which case something is, so that an attempt on it by
somebody whom the wall keeps out is recorded with its case."""

from django.db import migrations

from sharing.database import WEB_ROLE

MAKE = """
CREATE FUNCTION joined_cases(wanted uuid) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    WITH RECURSIVE joined(id) AS (
        SELECT wanted
        UNION
        SELECT CASE WHEN c.scope_id = j.id THEN c.joined_to_id ELSE c.scope_id END
        FROM joined j JOIN public.meetings_case c
            ON c.joined_to_id IS NOT NULL AND (c.scope_id = j.id OR c.joined_to_id = j.id)
    )
    SELECT array_agg(id) FROM joined
$$;

CREATE FUNCTION case_behind(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT scope_id FROM public.meetings_action WHERE id = wanted
    UNION ALL SELECT scope_id FROM public.meetings_researchrequest WHERE id = wanted
    UNION ALL SELECT scope_id FROM public.sharing_item WHERE id = wanted
    LIMIT 1
$$;
"""

GRANT = f"""
REVOKE ALL ON FUNCTION joined_cases(uuid), case_behind(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION joined_cases(uuid), case_behind(uuid) TO {WEB_ROLE};
"""

UNMAKE = "DROP FUNCTION joined_cases(uuid); DROP FUNCTION case_behind(uuid);"


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_references"),
        ("sharing", "0007_seal"),
    ]

    operations = [migrations.RunSQL(MAKE + GRANT, UNMAKE)]
