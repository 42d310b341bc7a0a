-- How everything stands on which the trail depends: what the alarms are made from.

-- Partitions that are there, by year.
CREATE FUNCTION audit_years() RETURNS TABLE (of_year integer, partition oid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT substring(c.relname FROM '[0-9]+$')::integer, c.oid
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.audit_event'::regclass
$$;
REVOKE ALL ON FUNCTION audit_years() FROM PUBLIC;

-- Years of which a partition has to be there and is not: from the first that is sealed to the
-- next, but for those that ended. Without the next year's every page would be refused on the first
-- of January.
CREATE FUNCTION missing_audit_years() RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(due.of_year ORDER BY due.of_year), '{}')
    FROM generate_series(
        coalesce(
            (SELECT extract(year FROM min(l.recorded_at) AT TIME ZONE 'UTC')::integer
             FROM public.seal_leaf l),
            extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')::integer
        ),
        extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')::integer + 1
    ) AS due (of_year)
    WHERE due.of_year NOT IN (SELECT y.of_year FROM public.audit_years() y)
      AND due.of_year NOT IN (SELECT d.of_year FROM public.seal_ended d)
$$;
REVOKE ALL ON FUNCTION missing_audit_years() FROM PUBLIC;

-- Tables that are only ever added to, and lack a trigger that says so.
CREATE FUNCTION unguarded_tables() RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(guarded.name::text ORDER BY guarded.name), '{}')
    FROM (
        SELECT c.oid, c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace
          AND c.relname IN ('audit_event', 'seal_leaf', 'seal_node', 'seal_checkpoint',
                            'seal_key', 'seal_check', 'seal_mailing', 'seal_ended',
                            'audit_misdated')
        UNION ALL
        SELECT y.partition, c.relname
        FROM public.audit_years() y JOIN pg_class c ON c.oid = y.partition
    ) AS guarded (oid, name)
    WHERE 2 > (
        SELECT count(*) FROM pg_trigger t
        WHERE t.tgrelid = guarded.oid AND t.tgenabled = 'A'
          AND t.tgname IN ('only_added', 'never_emptied')
          AND t.tgfoid = 'public.refuse_change'::regproc
    )
$$;
REVOKE ALL ON FUNCTION unguarded_tables() FROM PUBLIC;

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

-- Everything that an alarm depends on, in one row. `newest_at` is when the newest event says that it
-- is.
CREATE FUNCTION trail_state(look_back interval) RETURNS TABLE (
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
        c.checked_at, c.wrong_entry, public.missing_audit_years(), public.unguarded_tables(),
        -- One of a time to come says nothing, nor one of less than stood there a day before.
        (SELECT max(m.sent_at) FROM public.seal_mailing m
         WHERE m.sent_at <= s.now + interval '1 minute' AND m.size >= coalesce(
            (SELECT c.size FROM public.seal_checkpoint c
             WHERE c.sealed_at <= s.now - interval '26 hours' ORDER BY c.sealed_at DESC LIMIT 1), 0
         )),
        greatest((SELECT max(e.recorded_at) FROM public.audit_event e),
                 (SELECT max(l.recorded_at) FROM public.seal_leaf l)),
        c.stepped_at
    FROM public.seal_state(look_back) s
    LEFT JOIN (
        SELECT k.checked_at, k.wrong_entry, k.stepped_at FROM public.seal_check k
        ORDER BY k.checked_at DESC LIMIT 1
    ) c ON true
$$;
REVOKE ALL ON FUNCTION trail_state(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_sealer, portal_web, portal_jobs;
