-- When something was last done about cases, and to which agency, for a job that must not do it again
-- too soon. Past the policy of the trail, under which no index finds the events of a case.
CREATE FUNCTION last_done(called varchar, wanted uuid[])
RETURNS TABLE (agency_id uuid, case_id uuid, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.recipient_id, done.id, max(e.occurred_at)
    FROM public.audit_event e CROSS JOIN unnest(e.cases) AS done (id)
    WHERE e.cases && wanted AND done.id = ANY (wanted) AND e.code = called
      AND current_setting('portal.reach') = 'system'
    GROUP BY e.recipient_id, done.id
$$;
REVOKE ALL ON FUNCTION last_done(varchar, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION last_done(varchar, uuid[]) TO portal_jobs;
