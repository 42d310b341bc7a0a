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
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Else an old one could be shown to everybody as the newest.
    CONSTRAINT stands_where_it_says CHECK (size = split_part(note, E'\n', 2)::bigint)
);
CREATE INDEX seal_checkpoint_sealed_at ON seal_checkpoint (sealed_at);
-- Those that say which entries a year had: it ends only where one does (retention.sql).
CREATE INDEX seal_checkpoint_years ON seal_checkpoint (size) WHERE strpos(note, E'\nyear ') > 0;
-- `since` is the size of the checkpoint that the key before it signed too; 0 for the first key.
CREATE TABLE seal_key (
    since bigint PRIMARY KEY CHECK (since >= 0),
    verifier text NOT NULL UNIQUE,
    named_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What the sealer found when it last looked through all that is sealed.
CREATE TABLE seal_check (
    checked_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    size bigint NOT NULL CHECK (size >= 0),
    -- The first entry that did not fit, NULL for none, and its event where that is known.
    wrong_entry bigint CHECK (wrong_entry >= 0),
    wrong_event uuid,
    -- When time moved by more than it should and nobody confirmed that it is right, NULL for never.
    stepped_at timestamptz
);
-- A checkpoint that was mailed: it is held outside the machine from then on.
CREATE TABLE seal_mailing (
    sent_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    size bigint NOT NULL CHECK (size > 0)
);

-- Years of the trail whose events ended. Their leaves and checkpoints stay.
CREATE TABLE seal_ended (
    of_year integer PRIMARY KEY,
    entries bigint NOT NULL CHECK (entries >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),  -- of the tree over their leaves alone
    event_id uuid NOT NULL,  -- the event that says so
    ended_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

DO $$
DECLARE
    sealed text;
BEGIN
    FOREACH sealed IN ARRAY ARRAY[
        'seal_leaf', 'seal_node', 'seal_checkpoint', 'seal_key', 'seal_check', 'seal_mailing',
        'seal_ended'
    ] LOOP
        EXECUTE format(
            'CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION refuse_change()', sealed);
        EXECUTE format(
            'CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', sealed);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER only_added', sealed);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_emptied', sealed);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON seal_leaf, seal_node, seal_checkpoint, seal_key, seal_check
    TO portal_sealer;
GRANT SELECT ON seal_ended TO portal_sealer;
GRANT SELECT ON seal_leaf, seal_node, seal_checkpoint, seal_key, seal_ended TO portal_web;
-- Who mails a checkpoint says so: the jobs, and nobody else.
GRANT SELECT ON seal_checkpoint TO portal_jobs;
GRANT INSERT (size) ON seal_mailing TO portal_jobs;

-- When which event was recorded is not for everybody: leaves are read by jobs, as the export.
ALTER TABLE seal_leaf ENABLE ROW LEVEL SECURITY;
CREATE POLICY export ON seal_leaf FOR SELECT TO portal_web
    USING (current_setting('portal.reach') = 'system');
CREATE POLICY seal ON seal_leaf TO portal_sealer USING (true) WITH CHECK (true);

GRANT SELECT ON audit_event TO portal_sealer;
CREATE POLICY seal ON audit_event FOR SELECT TO portal_sealer USING (true);

-- What the sealer may say on the trail, and nothing else: that it is alive, which key comes
-- next, which events it found late, that something does not fit any more, that the time is right, and
-- that a year has other events than it said too soon.
CREATE FUNCTION write_sealer_event(
    event_id uuid, at timestamptz, said varchar, named uuid[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF said NOT IN (
        'heartbeat', 'seal_key_named', 'late_events_found', 'trail_altered', 'time_confirmed',
        'year_corrected'
    ) THEN
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
