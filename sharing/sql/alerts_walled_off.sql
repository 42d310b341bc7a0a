-- Alerts that are not there for somebody who is walled off from cases: about such a case, or of which no
-- event is left that does not name such cases alone. The wall hides those, so only the database can say;
-- whom no case is walled off from costs it nothing.
CREATE FUNCTION alerts_walled_off() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH walled AS MATERIALIZED (SELECT public.walled_from() AS cases)
    SELECT coalesce(array_agg(a.id), '{}') FROM public.sharing_alert a
    WHERE (SELECT w.cases FROM walled w) <> '{}'
      AND a.area_id = current_setting('portal.area')::uuid
      AND (
          a.case_id = ANY ((SELECT w.cases FROM walled w)::uuid[])
          OR NOT EXISTS (
              SELECT FROM public.audit_event e
              WHERE e.occurred_at BETWEEN a.first_at AND a.last_at AND e.id = ANY (a.events)
                AND (e.cases = '{}' OR NOT e.cases <@ (SELECT w.cases FROM walled w)::uuid[])
          )
      )
$$;
REVOKE ALL ON FUNCTION alerts_walled_off() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alerts_walled_off() TO portal_web;
