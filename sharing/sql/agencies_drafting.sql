-- Which agencies are writing about these cases: past the wall round drafts, for who keeps the cases of
-- the area, and nothing of a draft but that there is one, and when it was kept last. One in which
-- nothing is left is none.
CREATE OR REPLACE FUNCTION agencies_drafting(wanted uuid[])
RETURNS TABLE (scope_id uuid, agency_id uuid, saved_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.scope_id, d.agency_id, d.saved_at
    FROM public.sharing_scope s JOIN public.sharing_returndraft d ON d.scope_id = s.id
    WHERE s.id = ANY (wanted)
      AND NOT d.is_empty
      AND current_setting('portal.reach') = 'area'
      AND s.area_id = current_setting('portal.area')::uuid
      AND NOT current_setting('portal.user')::uuid = ANY (s.walled)
      AND s.sensitivity <> 'draft'
$$;
REVOKE ALL ON FUNCTION agencies_drafting(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agencies_drafting(uuid[]) TO portal_web;
