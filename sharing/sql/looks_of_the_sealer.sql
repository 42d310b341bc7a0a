-- Everything that an alarm depends on, in one row. `newest_at` is when the newest event, or look of the
-- sealer, says that it is. Of the looks of a day the worst counts, not the last: whoever says that all
-- fits cannot take back what was found. One of a time to come is none. That time moved is no alarm any
-- more once a checkpoint says that it is right, of more events than were looked at.
CREATE OR REPLACE FUNCTION trail_state(look_back interval) RETURNS TABLE (
    size bigint, sealed_at timestamptz, now timestamptz, oldest_unsealed timestamptz,
    first_sealed_at timestamptz, heartbeat_at timestamptz, checked_at timestamptz,
    wrong_entry bigint, missing_years integer[], unguarded text[], mailed_at timestamptz,
    newest_at timestamptz, stepped_at timestamptz
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
        public.missing_audit_years(), public.unguarded_tables(),
        -- One of a time to come says nothing, nor one of less than stood there a day before.
        (SELECT max(m.sent_at) FROM public.seal_mailing m
         WHERE m.sent_at <= s.now + interval '1 minute' AND m.size >= coalesce(
            (SELECT c.size FROM public.seal_checkpoint c
             WHERE c.sealed_at <= s.now - interval '26 hours' ORDER BY c.sealed_at DESC LIMIT 1), 0
         )),
        greatest((SELECT max(e.recorded_at) FROM public.audit_event e),
                 (SELECT max(l.recorded_at) FROM public.seal_leaf l),
                 (SELECT max(k.checked_at) FROM public.seal_check k)),
        (SELECT k.stepped_at FROM public.seal_check k
         WHERE k.checked_at > looked.last_at - interval '26 hours'
           AND k.checked_at <= looked.last_at AND k.stepped_at IS NOT NULL
           AND NOT EXISTS (
            SELECT FROM public.seal_checkpoint c
            WHERE c.size > k.size AND strpos(c.note, E'\nconfirmed ') > 0
         )
         ORDER BY k.checked_at DESC LIMIT 1)
    FROM public.seal_state(look_back) s
    CROSS JOIN LATERAL (
        SELECT max(k.checked_at) AS last_at FROM public.seal_check k
        WHERE k.checked_at <= s.now + interval '1 minute'
    ) looked
$$;
