-- How everything stands on which the trail depends: what the alarms are made from.

-- How the seal stands: how much is sealed, since when, and the oldest event that waits. What is
-- older than the look-back is found by the nightly pass; what is misdated waits too, however long
-- ago it says that it was.
CREATE FUNCTION seal_state(look_back interval) RETURNS TABLE (
    size bigint, sealed_at timestamptz, now timestamptz, oldest_unsealed timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH newest AS (
        SELECT coalesce(max(recorded_at), '-infinity') AS recorded_at FROM public.seal_leaf
    ), checkpoint AS (
        SELECT c.size, c.sealed_at FROM public.seal_checkpoint c ORDER BY c.size DESC LIMIT 1
    )
    SELECT coalesce((SELECT c.size FROM checkpoint c), 0), (SELECT c.sealed_at FROM checkpoint c),
        clock_timestamp(),
        least(
            (SELECT min(e.recorded_at) FROM public.audit_event e, newest n
             WHERE e.recorded_at > n.recorded_at),
            (SELECT min(e.recorded_at) FROM public.audit_event e, newest n
             WHERE e.recorded_at <= n.recorded_at
               AND e.recorded_at >= least(n.recorded_at, clock_timestamp()) - look_back
               AND NOT EXISTS (SELECT FROM public.seal_leaf l
                               WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id)),
            (SELECT min(m.recorded_at) FROM public.audit_misdated m
             WHERE NOT EXISTS (SELECT FROM public.seal_leaf l
                               WHERE l.recorded_at = m.recorded_at AND l.event_id = m.event_id))
        )
$$;
REVOKE ALL ON FUNCTION seal_state(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_state(interval) TO portal_sealer, portal_web;

-- Everything that an alarm depends on, in one row. `newest_at` is when the newest event, or look of the
-- sealer, says that it is. Of the looks of a day the worst counts, not the last: whoever says that all
-- fits cannot take back what was found. One of a time to come is none. Whether a checkpoint over more
-- than the largest that found that time moved says that it is right, is for who can see that it is
-- signed: `confirming` are those that say so, and `verifiers` the public keys.
CREATE FUNCTION trail_state(look_back interval) RETURNS TABLE (
    size bigint, sealed_at timestamptz, now timestamptz, oldest_unsealed timestamptz,
    first_sealed_at timestamptz, heartbeat_at timestamptz, checked_at timestamptz,
    wrong_entry bigint, missing_years integer[], mailed_at timestamptz,
    newest_at timestamptz, stepped_at timestamptz, confirming text[], verifiers text[]
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.size, s.sealed_at, s.now, s.oldest_unsealed,
        (SELECT c.sealed_at FROM public.seal_checkpoint c ORDER BY c.size LIMIT 1),
        (SELECT max(e.recorded_at) FROM public.audit_event e
         WHERE e.recorded_at > s.now - interval '1 hour' AND e.recorded_at <= s.now
           AND e.code = 'heartbeat' AND e.role = 'sealer'),
        looked.last_at,
        (SELECT min(k.wrong_entry) FROM public.seal_check k
         WHERE k.checked_at > looked.last_at - interval '26 hours'
           AND k.checked_at <= looked.last_at),
        public.missing_audit_years(),
        -- One of a time to come says nothing, nor one of less than stood there a day before.
        (SELECT max(m.sent_at) FROM public.seal_mailing m
         WHERE m.sent_at <= s.now + interval '1 minute' AND m.size >= coalesce(
            (SELECT c.size FROM public.seal_checkpoint c
             WHERE c.sealed_at <= s.now - interval '26 hours' ORDER BY c.sealed_at DESC LIMIT 1), 0
         )),
        greatest((SELECT max(e.recorded_at) FROM public.audit_event e),
                 (SELECT max(l.recorded_at) FROM public.seal_leaf l),
                 (SELECT max(k.checked_at) FROM public.seal_check k)),
        stepped.stepped_at,
        ARRAY(SELECT c.note FROM public.seal_checkpoint c
              WHERE c.size > stepped.size AND strpos(c.note, E'\nconfirmed ') > 0),
        ARRAY(SELECT k.verifier FROM public.seal_key k)
    FROM public.seal_state(look_back) s
    CROSS JOIN LATERAL (
        SELECT max(k.checked_at) AS last_at FROM public.seal_check k
        WHERE k.checked_at <= s.now + interval '1 minute'
    ) looked
    LEFT JOIN LATERAL (
        SELECT k.size, k.stepped_at FROM public.seal_check k
        WHERE k.checked_at > looked.last_at - interval '26 hours'
          AND k.checked_at <= looked.last_at AND k.stepped_at IS NOT NULL
        ORDER BY k.size DESC, k.checked_at DESC LIMIT 1
    ) stepped ON true
$$;
REVOKE ALL ON FUNCTION trail_state(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_sealer, portal_web, portal_jobs;
