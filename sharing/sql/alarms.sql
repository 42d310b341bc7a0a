-- Who watches the seal: what the sealer found when it last looked through all that is sealed, and
-- how everything stands on which the trail depends.
CREATE TABLE seal_check (
    checked_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    size bigint NOT NULL CHECK (size >= 0),
    -- The first entry that did not fit, NULL for none, and its event where that is known.
    wrong_entry bigint CHECK (wrong_entry >= 0),
    wrong_event uuid
);
-- A checkpoint that was mailed: it is held outside the machine from then on.
CREATE TABLE seal_mailing (
    sent_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    size bigint NOT NULL CHECK (size > 0)
);

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['seal_check', 'seal_mailing'] LOOP
        EXECUTE format(
            'CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION refuse_change()', kept);
        EXECUTE format(
            'CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER only_added', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_emptied', kept);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON seal_check TO portal_sealer;
GRANT SELECT, INSERT ON seal_mailing TO portal_web;

-- What the sealer may say on the trail, and nothing else: that it is alive, which key comes
-- next, which events it found late, and that something does not fit any more.
CREATE OR REPLACE FUNCTION write_sealer_event(
    event_id uuid, at timestamptz, said varchar, named uuid[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF said NOT IN ('heartbeat', 'seal_key_named', 'late_events_found', 'trail_altered') THEN
        RAISE EXCEPTION 'the sealer does not say that' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.audit_event (
        id, occurred_at, line_version, request_id, role, code, also, outcome, reason,
        cases, people, items
    ) VALUES (
        event_id, at, 1, '00000000-0000-0000-0000-000000000000', 'sealer', said, '{}', 'allowed',
        '', '{}', '{}', named
    );
END $$;

-- Partitions that are there, by year.
CREATE FUNCTION audit_years() RETURNS TABLE (of_year integer, partition oid)
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT substring(c.relname FROM '[0-9]+$')::integer, c.oid
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.audit_event'::regclass
$$;
REVOKE ALL ON FUNCTION audit_years() FROM PUBLIC;

-- Years of which a partition has to be there and is not: from the first that is sealed to the
-- next. Without the next year's every page would be refused on the first of January.
CREATE FUNCTION missing_audit_years() RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
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
$$;
REVOKE ALL ON FUNCTION missing_audit_years() FROM PUBLIC;

-- Tables that are only ever added to, and lack a trigger that says so.
CREATE FUNCTION unguarded_tables() RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(guarded.name::text ORDER BY guarded.name), '{}')
    FROM (
        SELECT c.oid, c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace
          AND c.relname IN ('audit_event', 'seal_leaf', 'seal_node', 'seal_checkpoint',
                            'seal_key', 'seal_check', 'seal_mailing')
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

-- Everything that an alarm depends on, in one row.
CREATE FUNCTION trail_state(look_back interval) RETURNS TABLE (
    size bigint, sealed_at timestamptz, now timestamptz, oldest_unsealed timestamptz,
    first_sealed_at timestamptz, heartbeat_at timestamptz, checked_at timestamptz,
    wrong_entry bigint, missing_years integer[], unguarded text[], mailed_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.size, s.sealed_at, s.now, s.oldest_unsealed,
        (SELECT c.sealed_at FROM public.seal_checkpoint c ORDER BY c.size LIMIT 1),
        (SELECT max(e.recorded_at) FROM public.audit_event e
         WHERE e.recorded_at > s.now - interval '1 hour'
           AND e.code = 'heartbeat' AND e.role = 'sealer'),
        c.checked_at, c.wrong_entry, public.missing_audit_years(), public.unguarded_tables(),
        (SELECT max(m.sent_at) FROM public.seal_mailing m)
    FROM public.seal_state(look_back) s
    LEFT JOIN (
        SELECT k.checked_at, k.wrong_entry FROM public.seal_check k
        ORDER BY k.checked_at DESC LIMIT 1
    ) c ON true
$$;
REVOKE ALL ON FUNCTION trail_state(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_sealer, portal_web;
