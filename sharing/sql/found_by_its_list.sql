-- Whether that event was over by the moment. It is found by the time of the list of what it wrote, and
-- where there is none any more by the time at which its row was written, as events have no other index
-- by which one is found alone; where it is there no more that time counts.
CREATE OR REPLACE FUNCTION was_by(event uuid, written timestamptz, moment timestamptz)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        (SELECT e.occurred_at FROM public.audit_written w JOIN public.audit_event e
            ON e.recorded_at > w.written_at - interval '1 minute'
            AND e.recorded_at < w.written_at + interval '1 minute'
            AND e.id = w.event_id
         WHERE w.event_id = event),
        (SELECT e.occurred_at FROM public.audit_event e
         WHERE e.recorded_at >= written - interval '1 minute'
           AND e.recorded_at < written + interval '10 minutes'  -- it may have waited
           AND e.id = event),
        written
    ) <= moment
$$;
