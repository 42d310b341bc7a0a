-- Which of these rows pages showed whoever acts, since then, as one of the agency for which they act.
-- Their events are read once, however many rows are asked about: a busy person has thousands in a
-- month.
CREATE FUNCTION shown_to_me(wanted uuid[], since timestamptz) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT shown.id), '{}')
    FROM public.audit_event e
    CROSS JOIN unnest(e.items) AS shown (id)
    JOIN unnest(wanted) AS asked (id) ON asked.id = shown.id
    WHERE e.user_id = current_setting('portal.user')::uuid
      AND e.agency_id = current_setting('portal.agency')::uuid
      AND e.outcome = 'allowed' AND e.occurred_at >= since
$$;
REVOKE ALL ON FUNCTION shown_to_me(uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shown_to_me(uuid[], timestamptz) TO portal_web;
