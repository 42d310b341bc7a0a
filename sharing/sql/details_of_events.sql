-- Events whose personal part is older than that, not about a case on hold and of no year that
-- somebody keeps, oldest first. Never sooner than a year after, whatever the portal is set to. How old
-- one is says its event, which is sealed, and not what stands beside it: both were written by one
-- statement, so what is not near its event was given another time, and stays.
CREATE OR REPLACE FUNCTION details_due(before timestamptz, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH kept AS MATERIALIZED (
        SELECT e.id FROM public.sharing_scope s
        JOIN public.audit_event e ON e.cases @> ARRAY[s.id]
        WHERE s.frozen
    )
    SELECT d.event_id FROM public.sharing_auditdetail d
    JOIN public.audit_event e ON e.id = d.event_id
        AND e.recorded_at BETWEEN d.written_at - interval '1 minute'
                              AND d.written_at + interval '1 minute'
    WHERE e.recorded_at < least(before, clock_timestamp() - interval '365 days')
      AND d.written_at < least(before, clock_timestamp() - interval '365 days')
      AND NOT EXISTS (SELECT FROM kept k WHERE k.id = d.event_id)
      AND NOT public.is_held(extract(year FROM e.recorded_at AT TIME ZONE 'UTC')::integer)
    ORDER BY d.written_at LIMIT most;
END $$;
