-- The time of an event is the database's own: whoever writes events leaves it, and whom they
-- concern, to the database. The time of a personal part is when its retention begins.
REVOKE INSERT ON audit_event, sharing_auditdetail FROM portal_web, portal_retention;
GRANT INSERT (
    id, occurred_at, line_version, request_id, user_id, membership_id, agency_id, area_id, role,
    second_factor_age, code, also, outcome, reason, cases, people, items, recipient_id, commitment
) ON audit_event TO portal_web, portal_retention;
GRANT INSERT (event_id, salt, ciphertext) ON sharing_auditdetail TO portal_web, portal_retention;

-- Who mails a checkpoint says so: the jobs, and nobody else.
REVOKE ALL ON seal_mailing FROM portal_web;

-- Events that were put in with another time than that of their writing, which their owner can.
-- Those before the look-back of the sealer would wait for the night, and for no alarm.
CREATE TABLE audit_misdated (
    recorded_at timestamptz,
    event_id uuid,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (recorded_at, event_id)
);
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON audit_misdated
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_misdated
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_misdated ENABLE ALWAYS TRIGGER only_added;
ALTER TABLE audit_misdated ENABLE ALWAYS TRIGGER never_emptied;

CREATE FUNCTION note_misdated() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.audit_misdated (recorded_at, event_id) VALUES (NEW.recorded_at, NEW.id)
    ON CONFLICT DO NOTHING;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION note_misdated() FROM PUBLIC;
CREATE TRIGGER note_misdated BEFORE INSERT ON audit_event
    FOR EACH ROW WHEN (
        NEW.recorded_at < clock_timestamp() - interval '2 minutes'
        OR NEW.recorded_at > clock_timestamp() + interval '1 minute'
    ) EXECUTE FUNCTION note_misdated();

CREATE OR REPLACE FUNCTION unguarded_tables() RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
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

-- As before, and what is misdated waits too, however long ago it says that it was.
CREATE OR REPLACE FUNCTION seal_state(look_back interval) RETURNS TABLE (
    size bigint, sealed_at timestamptz, now timestamptz, oldest_unsealed timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
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

-- As before, and of when the newest event says that it is.
DROP FUNCTION trail_state(interval);
CREATE FUNCTION trail_state(look_back interval) RETURNS TABLE (
    size bigint, sealed_at timestamptz, now timestamptz, oldest_unsealed timestamptz,
    first_sealed_at timestamptz, heartbeat_at timestamptz, checked_at timestamptz,
    wrong_entry bigint, missing_years integer[], unguarded text[], mailed_at timestamptz,
    newest_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.size, s.sealed_at, s.now, s.oldest_unsealed,
        (SELECT c.sealed_at FROM public.seal_checkpoint c ORDER BY c.size LIMIT 1),
        (SELECT max(e.recorded_at) FROM public.audit_event e
         WHERE e.recorded_at > s.now - interval '1 hour' AND e.recorded_at <= s.now
           AND e.code = 'heartbeat' AND e.role = 'sealer'),
        c.checked_at, c.wrong_entry, public.missing_audit_years(), public.unguarded_tables(),
        (SELECT max(m.sent_at) FROM public.seal_mailing m),
        greatest((SELECT max(e.recorded_at) FROM public.audit_event e),
                 (SELECT max(l.recorded_at) FROM public.seal_leaf l))
    FROM public.seal_state(look_back) s
    LEFT JOIN (
        SELECT k.checked_at, k.wrong_entry FROM public.seal_check k
        ORDER BY k.checked_at DESC LIMIT 1
    ) c ON true
$$;
REVOKE ALL ON FUNCTION trail_state(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_sealer, portal_web, portal_jobs;
