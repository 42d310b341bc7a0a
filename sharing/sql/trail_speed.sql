-- Reading tens of millions of events: who is walled from what, and the chart of an area.

-- Few cases have a wall: only those are in the index.
CREATE INDEX sharing_scope_walled ON sharing_scope USING gin (walled) WHERE walled <> '{}';
CREATE OR REPLACE FUNCTION walled_from() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(s.id), '{}') FROM public.sharing_scope s
    WHERE s.area_id = current_setting('portal.area')::uuid
      AND s.walled <> '{}'
      AND s.walled @> ARRAY[current_setting('portal.user')::uuid]
$$;

-- Accesses to cases: counted from the index alone.
CREATE INDEX audit_event_looks ON audit_event (agency_id, occurred_at) INCLUDE (outcome)
    WHERE user_id IS NOT NULL AND cases <> '{}';

-- How often each agency of the area acted on a case on each day (Europe/London), and how often it
-- was refused; what concerns cases alone that the reader is walled off from is not in it. As the
-- policy of the trail lets through, whose reading of each row would cost the index.
CREATE FUNCTION days_of_area(since timestamptz, until timestamptz)
RETURNS TABLE (on_day date, agency_id uuid, allowed bigint, refused bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH agencies AS MATERIALIZED (
        SELECT a.id FROM public.sharing_agency a
        WHERE a.area_id = current_setting('portal.area')::uuid
          AND current_setting('portal.reach') IN ('area', 'trail')
    ), counted AS (
        SELECT e.agency_id, e.outcome, e.occurred_at, 1 AS number
        FROM public.audit_event e
        WHERE e.agency_id IN (SELECT g.id FROM agencies g)
          AND e.user_id IS NOT NULL AND e.cases <> '{}'
          AND e.occurred_at >= coalesce(since, '-infinity')
          AND e.occurred_at < coalesce(until, 'infinity')
        UNION ALL
        SELECT e.agency_id, e.outcome, e.occurred_at, -1
        FROM public.audit_event e
        WHERE e.cases && (SELECT public.walled_from())
          AND e.cases <@ (SELECT public.walled_from())
          AND e.agency_id IN (SELECT g.id FROM agencies g)
          AND e.user_id IS NOT NULL AND e.cases <> '{}'
          AND e.occurred_at >= coalesce(since, '-infinity')
          AND e.occurred_at < coalesce(until, 'infinity')
    ), hours AS (
        -- Few values of the time before it is turned into days.
        SELECT c.agency_id, c.outcome, date_trunc('hour', c.occurred_at) AS hour,
            sum(c.number) AS number
        FROM counted c GROUP BY 1, 2, 3
    )
    SELECT (h.hour AT TIME ZONE 'Europe/London')::date, h.agency_id,
        coalesce(sum(h.number) FILTER (WHERE h.outcome = 'allowed'), 0)::bigint,
        coalesce(sum(h.number) FILTER (WHERE h.outcome = 'refused'), 0)::bigint
    FROM hours h GROUP BY 1, 2 HAVING sum(h.number) > 0
$$;
REVOKE ALL ON FUNCTION days_of_area(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION days_of_area(timestamptz, timestamptz) TO portal_web;
