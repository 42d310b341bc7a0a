-- Who was told that a case is left to no coordinator or chair, on that day (Europe/London) or later. Jobs
-- alone ask; past the policy, so that the index of cases finds it.
CREATE FUNCTION people_told_of_case_left(wanted uuid, since date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT unnest(e.people) FROM public.audit_event e
    WHERE current_setting('portal.reach') = 'system'
      AND e.cases @> ARRAY[wanted] AND e.code = 'cases_left_told'
      AND (since IS NULL OR (e.occurred_at AT TIME ZONE 'Europe/London')::date >= since)
$$;
REVOKE ALL ON FUNCTION people_told_of_case_left(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_told_of_case_left(uuid, date) TO portal_jobs;
