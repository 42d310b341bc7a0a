-- In which cases something that an agency proposed of a person waits to be decided on, and since when,
-- for the job that tells who decides: the worker reads no proposal, which holds names and addresses.
CREATE FUNCTION proposals_waiting() RETURNS TABLE (case_id uuid, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.scope_id, max(p.proposed_at) FROM (
        SELECT d.scope_id, d.proposed_at FROM public.meetings_detailproposal d
        WHERE d.accepted IS NULL AND d.detail NOT IN ('confirmed', 'named')
        UNION ALL
        SELECT a.scope_id, a.proposed_at FROM public.meetings_addressproposal a
        WHERE a.accepted IS NULL
        UNION ALL
        SELECT c.scope_id, c.proposed_at FROM public.meetings_contactproposal c
        WHERE c.accepted IS NULL
    ) p
    WHERE current_setting('portal.reach') = 'system'
    GROUP BY p.scope_id
$$;
REVOKE ALL ON FUNCTION proposals_waiting() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proposals_waiting() TO portal_jobs;
