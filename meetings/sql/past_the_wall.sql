-- What the web role is told past the wall, and it is identifiers and references alone.

-- What a case is called, for the safeguarding lead, from whom the wall keeps its content.
CREATE FUNCTION case_references(wanted uuid[], called varchar)
RETURNS TABLE (id uuid, reference varchar) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.scope_id, c.reference
    FROM public.meetings_case c JOIN public.sharing_scope s ON s.id = c.scope_id
    WHERE (c.scope_id = ANY (wanted) OR c.reference = called)
      AND s.area_id = current_setting('portal.area')::uuid
      AND s.sensitivity <> 'draft'
      AND NOT current_setting('portal.user')::uuid = ANY (s.walled)
      AND current_setting('portal.reach') = 'trail'
$$;
REVOKE ALL ON FUNCTION case_references(uuid[], varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_references(uuid[], varchar) TO portal_web;

-- Which cases are joined, so that a wall holds in all of them.
CREATE FUNCTION joined_cases(wanted uuid) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE joined(id) AS (
        SELECT wanted
        UNION
        SELECT CASE WHEN c.scope_id = j.id THEN c.joined_to_id ELSE c.scope_id END
        FROM joined j JOIN public.meetings_case c
            ON c.joined_to_id IS NOT NULL AND (c.scope_id = j.id OR c.joined_to_id = j.id)
    )
    SELECT array_agg(id) FROM joined
$$;

-- Of which case something is, so that an attempt on it by somebody whom the wall keeps out is
-- recorded with its case.
CREATE FUNCTION case_behind(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT scope_id FROM public.meetings_action WHERE id = wanted
    UNION ALL SELECT scope_id FROM public.meetings_researchrequest WHERE id = wanted
    UNION ALL SELECT scope_id FROM public.sharing_item WHERE id = wanted
    LIMIT 1
$$;
REVOKE ALL ON FUNCTION joined_cases(uuid), case_behind(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION joined_cases(uuid), case_behind(uuid) TO portal_web;

-- Which case of the area that is acted in has a reference: break-glass begins with a reference that
-- was said aloud, and an attempt on a case that is walled off is recorded with it.
CREATE FUNCTION case_of_reference(called varchar) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.scope_id
    FROM public.meetings_case c JOIN public.sharing_scope s ON s.id = c.scope_id
    WHERE replace(c.reference, '-', '') = called
      AND s.area_id = current_setting('portal.area')::uuid
$$;
REVOKE ALL ON FUNCTION case_of_reference(varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_of_reference(varchar) TO portal_web;
