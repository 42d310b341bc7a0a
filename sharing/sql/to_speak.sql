-- Which agencies have something about a case that they will only say: past the wall round items, for
-- who keeps the cases of the area, and no more of it than the agency.
CREATE FUNCTION agencies_to_speak(wanted uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT i.agency_id
    FROM public.sharing_scope s JOIN public.sharing_item i ON i.scope_id = s.id
    WHERE s.id = wanted
      AND current_setting('portal.reach') = 'area'
      AND s.area_id = current_setting('portal.area')::uuid
      AND NOT current_setting('portal.user')::uuid = ANY (s.walled)
      AND s.sensitivity <> 'draft'
      AND i.who_may_read = 'spoken'
      AND i.submitted_at IS NOT NULL
      AND i.withdrawn_at IS NULL
      AND NOT EXISTS (
          SELECT FROM public.sharing_item r
          WHERE r.replaces_id = i.id AND r.submitted_at IS NOT NULL
      )
$$;
REVOKE ALL ON FUNCTION agencies_to_speak(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agencies_to_speak(uuid) TO portal_web;
