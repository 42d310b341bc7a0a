-- What was shared of these cases, in which event, and in which it was taken back; for who reads the
-- trail of the case, and so nothing of what it says; and in which order others read it.
CREATE FUNCTION shared_since(wanted uuid[]) RETURNS TABLE (
    case_id uuid, item_id uuid, is_file boolean, agency_id uuid, place smallint, listed smallint,
    shared_at timestamptz, shared_in uuid, ended_at timestamptz, ended_in uuid
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH there AS MATERIALIZED (
        SELECT one FROM unnest(wanted) AS one WHERE public.trail_is_open(one)
    )
    SELECT i.scope_id, i.id, false, i.agency_id, i.position, i.listed, i.submitted_at,
        (array_agg(h.event_id ORDER BY h.history_date) FILTER (WHERE h.submitted_at IS NOT NULL))[1],
        i.withdrawn_at,
        (array_agg(h.event_id ORDER BY h.history_date) FILTER (WHERE h.withdrawn_at IS NOT NULL))[1]
    FROM public.sharing_item i JOIN public.sharing_historicalitem h ON h.id = i.id
    WHERE i.scope_id IN (SELECT t.one FROM there t)
      AND i.who_may_read = 'shared' AND i.submitted_at IS NOT NULL
    GROUP BY i.id
    UNION ALL
    SELECT a.scope_id, a.id, true, a.agency_id, NULL, NULL, a.submitted_at, NULL, a.withdrawn_at, NULL
    FROM public.sharing_attachment a
    WHERE a.scope_id IN (SELECT t.one FROM there t)
      AND a.who_may_read = 'shared' AND a.submitted_at IS NOT NULL
$$;
REVOKE ALL ON FUNCTION shared_since(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shared_since(uuid[]) TO portal_web;
