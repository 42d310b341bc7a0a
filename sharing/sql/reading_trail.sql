-- Reading a trail of many years by case, by person and by day. What a policy guards is found by
-- an index only where the operator is known to tell nothing of the rows that it passes by (it is
-- leakproof): times and identifiers are, arrays are not. So the events about a case are found here,
-- past the policy, and its rule stands here once more: read_trail of audit_event.sql.
CREATE FUNCTION events_about(wanted uuid) RETURNS TABLE (recorded_at timestamptz, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, public AS $$
    SELECT e.recorded_at, e.id FROM public.audit_event e
    WHERE e.cases @> ARRAY[wanted] AND (
        current_setting('portal.reach') = 'system'
        OR e.user_id = current_setting('portal.user')::uuid
        OR (current_setting('portal.reach') IN ('area', 'trail')
            AND e.areas @> ARRAY[current_setting('portal.area')::uuid])
    )
$$;
REVOKE ALL ON FUNCTION events_about(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_about(uuid) TO portal_web;

CREATE INDEX audit_event_user_occurred ON audit_event (user_id, occurred_at);
-- Rows come in the order of time, so that this one is tiny.
CREATE INDEX audit_event_occurred ON audit_event USING brin (occurred_at);
