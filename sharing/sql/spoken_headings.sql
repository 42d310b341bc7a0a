-- What agencies will only say about a case: of each agency its headings, once each, for who reads the
-- case in full. Past the wall round items, and nothing of the item but its heading: not the text, and
-- not how many there are.
CREATE FUNCTION spoken_headings(wanted uuid) RETURNS TABLE (agency_id uuid, heading varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT i.agency_id, i.heading
    FROM public.sharing_scope s JOIN public.sharing_item i ON i.scope_id = s.id
    WHERE s.id = wanted
      AND s.area_id = current_setting('portal.area')::uuid
      AND NOT current_setting('portal.user')::uuid = ANY (s.walled)
      AND s.sensitivity <> 'draft'
      AND (
          current_setting('portal.reach') = 'area'
          OR (
              current_setting('portal.reach') = 'agency'
              AND (
                  current_setting('portal.agency')::uuid = ANY (s.full_circulation)
                  OR (s.admitted ->> current_setting('portal.seat'))::bigint
                      > nullif(current_setting('portal.now', true), '')::bigint
              )
          )
      )
      AND i.who_may_read = 'spoken'
      AND i.submitted_at IS NOT NULL
      AND i.withdrawn_at IS NULL
$$;
REVOKE ALL ON FUNCTION spoken_headings(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION spoken_headings(uuid) TO portal_web;
