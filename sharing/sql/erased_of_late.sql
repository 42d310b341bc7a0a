-- Old values that were erased are told to those who hold the checkpoints: whoever has the database can
-- put in the event that says so, and nothing else tells it from the retention's own.
CREATE INDEX audit_event_values_erased ON audit_event (recorded_at)
    WHERE code = 'details_erased' AND 'values_erased' = ANY (also);

-- How many events of so long before say that old values were erased, by the place of their seal: when
-- they were, their owner can say. But for what drafts held that were thrown away, which ends each night:
-- what such an event names was written into that draft alone. An event is found by the time of its list.
CREATE FUNCTION erased_of_late(since interval) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said record;
    found bigint := 0;
BEGIN
    FOR said IN
        SELECT e.cases, e.items FROM public.audit_event e
        WHERE e.code = 'details_erased' AND 'values_erased' = ANY (e.also) AND NOT EXISTS (
            SELECT FROM public.seal_leaf l
            WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id AND l.sequence < (
                SELECT c.size FROM public.seal_checkpoint c
                WHERE c.sealed_at <= clock_timestamp() - since ORDER BY c.sealed_at DESC LIMIT 1
            )
        )
    LOOP
        CONTINUE WHEN cardinality(said.items) > 1 AND EXISTS (
            SELECT FROM public.sharing_scope s
            WHERE said.cases = ARRAY[s.id] AND s.sensitivity = 'draft'
        ) AND NOT EXISTS (
            SELECT FROM public.audit_written w
            WHERE w.event_id = ANY (said.items) AND NOT EXISTS (
                SELECT FROM public.audit_event e
                WHERE e.id = w.event_id AND e.cases @> said.cases
                  AND e.recorded_at > w.written_at - interval '1 minute'
                  AND e.recorded_at < w.written_at + interval '1 minute'
            )
        );
        found := found + 1;
    END LOOP;
    RETURN found;
END $$;
REVOKE ALL ON FUNCTION erased_of_late(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erased_of_late(interval) TO portal_sealer, portal_web, portal_jobs;
