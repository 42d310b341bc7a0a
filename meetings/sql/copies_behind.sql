-- Copies of packs that hold nothing but cases that the acting person is walled off from: that there is
-- one tells that there is such a case. The wall hides these, so only the database can say.
CREATE FUNCTION copies_walled_off() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH walled AS MATERIALIZED (SELECT public.walled_from() AS cases)
    SELECT coalesce(array_agg(found.copy_id), '{}') FROM (
        SELECT p.copy_id FROM public.meetings_packpart p
        WHERE p.copy_id IN (
            SELECT o.copy_id FROM public.meetings_packpart o
            WHERE o.scope_id = ANY ((SELECT w.cases FROM walled w)::uuid[])
        )
        GROUP BY p.copy_id
        HAVING bool_and(p.scope_id = ANY ((SELECT w.cases FROM walled w)::uuid[]))
    ) found
$$;

-- Of which cases these copies hold something, for the trail alone: all of them for their holder, and for
-- whoever keeps account of the copies of the area those that they are not walled off from.
CREATE FUNCTION cases_of_copies(wanted uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT p.scope_id
    FROM public.meetings_packpart p JOIN public.meetings_packcopy c ON c.id = p.copy_id
    WHERE p.copy_id = ANY (wanted) AND (
        c.holder_id = current_setting('portal.user')::uuid
        OR (current_setting('portal.reach') IN ('area', 'trail')
            AND c.area_id = current_setting('portal.area')::uuid
            AND NOT p.scope_id = ANY ((SELECT public.walled_from())::uuid[]))
    )
$$;
REVOKE ALL ON FUNCTION copies_walled_off(), cases_of_copies(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION copies_walled_off(), cases_of_copies(uuid[]) TO portal_web;
