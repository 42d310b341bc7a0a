-- By when somebody tells the victim of a case the outcome, as far as nobody did, for the job that
-- reminds of it: the worker reads no plan, which says who tells it and how.
CREATE FUNCTION outcomes_to_tell() RETURNS TABLE (case_id uuid, due date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.scope_id, o."by" FROM public.meetings_outcomeplan o
    WHERE o.told_on IS NULL AND NOT o.overruled AND current_setting('portal.reach') = 'system'
$$;
REVOKE ALL ON FUNCTION outcomes_to_tell() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outcomes_to_tell() TO portal_jobs;
