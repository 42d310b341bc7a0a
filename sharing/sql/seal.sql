-- The seal of the trail. The sealer adds leaves, kept roots, checkpoints and keys, and can change
-- none; of the trail it reads all and adds only what it says of itself; of cases it reads nothing.
CREATE TABLE seal_leaf (
    sequence bigint PRIMARY KEY CHECK (sequence >= 0),
    recorded_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (recorded_at, event_id)
);
CREATE TABLE seal_node (
    level smallint,
    position bigint,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, position)
);
CREATE TABLE seal_checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    note text NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- `since` is the size of the checkpoint that the key before it signed too; 0 for the first key.
CREATE TABLE seal_key (
    since bigint PRIMARY KEY CHECK (since >= 0),
    verifier text NOT NULL UNIQUE,
    named_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

DO $$
DECLARE
    sealed text;
BEGIN
    FOREACH sealed IN ARRAY ARRAY['seal_leaf', 'seal_node', 'seal_checkpoint', 'seal_key'] LOOP
        EXECUTE format(
            'CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION refuse_change()', sealed);
        EXECUTE format(
            'CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', sealed);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER only_added', sealed);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_emptied', sealed);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO portal_sealer', sealed);
        EXECUTE format('GRANT SELECT ON %I TO portal_web', sealed);
    END LOOP;
END $$;

-- When which event was recorded is not for everybody: leaves are read by jobs, as the export.
ALTER TABLE seal_leaf ENABLE ROW LEVEL SECURITY;
CREATE POLICY export ON seal_leaf FOR SELECT TO portal_web
    USING (current_setting('portal.reach') = 'system');
CREATE POLICY seal ON seal_leaf TO portal_sealer USING (true) WITH CHECK (true);

GRANT SELECT ON audit_event TO portal_sealer;
CREATE POLICY seal ON audit_event FOR SELECT TO portal_sealer USING (true);

-- What the sealer may say on the trail, and nothing else: that it is alive, which key comes
-- next, which events it found late.
CREATE FUNCTION write_sealer_event(
    event_id uuid, at timestamptz, said varchar, named uuid[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF said NOT IN ('heartbeat', 'seal_key_named', 'late_events_found') THEN
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
REVOKE ALL ON FUNCTION write_sealer_event(uuid, timestamptz, varchar, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION write_sealer_event(uuid, timestamptz, varchar, uuid[]) TO portal_sealer;

-- How the seal stands, for the alarm: how much is sealed, since when, and the oldest event that
-- waits. What is older than the look-back is found by the nightly pass.
CREATE FUNCTION seal_state(look_back interval) RETURNS TABLE (
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
                               WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id))
        )
$$;
REVOKE ALL ON FUNCTION seal_state(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_state(interval) TO portal_sealer, portal_web;
