-- What an event wrote into the past of rows: the line that is sealed holds the hash of a list, and
-- the list says of each row which it was and what keyed hash its values have. It tells nothing of
-- the values, so it stays as long as its event; what erases values erases it too.
ALTER TABLE audit_event ADD COLUMN wrote bytea CHECK (octet_length(wrote) = 32);
CREATE INDEX audit_event_wrote ON audit_event (recorded_at, id) WHERE wrote IS NOT NULL;
GRANT INSERT (wrote) ON audit_event TO portal_web, portal_jobs, portal_retention;

CREATE TABLE audit_written (
    event_id uuid PRIMARY KEY,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),  -- as the event, once it waited
    rows text NOT NULL
);
CREATE INDEX audit_written_written_at ON audit_written USING brin (written_at);
ALTER TABLE audit_written ENABLE ROW LEVEL SECURITY;
CREATE POLICY add_to_trail ON audit_written FOR INSERT TO portal_web WITH CHECK (true);
CREATE POLICY compare ON audit_written FOR SELECT TO portal_web
    USING (current_setting('portal.reach') = 'system');
CREATE POLICY jobs ON audit_written FOR INSERT TO portal_jobs
    WITH CHECK (current_setting('portal.reach') = 'system');
GRANT SELECT, INSERT (event_id, rows) ON audit_written TO portal_web;
GRANT INSERT (event_id, rows) ON audit_written TO portal_jobs;

-- When what was written was last compared with the trail, and what came of it.
CREATE TABLE written_check (
    checked_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    looked_at bigint NOT NULL CHECK (looked_at >= 0),
    unproved bigint NOT NULL CHECK (unproved >= 0),
    wrong bigint NOT NULL CHECK (wrong >= 0)
);
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON written_check
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON written_check
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE written_check ENABLE ALWAYS TRIGGER only_added;
ALTER TABLE written_check ENABLE ALWAYS TRIGGER never_emptied;
GRANT SELECT, INSERT (looked_at, unproved, wrong) ON written_check TO portal_web;
GRANT SELECT ON written_check TO portal_jobs, portal_sealer;

CREATE OR REPLACE FUNCTION unguarded_tables() RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(guarded.name::text ORDER BY guarded.name), '{}')
    FROM (
        SELECT c.oid, c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace
          AND c.relname IN ('audit_event', 'seal_leaf', 'seal_node', 'seal_checkpoint',
                            'seal_key', 'seal_check', 'seal_mailing', 'seal_ended',
                            'audit_misdated', 'written_check')
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

-- The list of an event whose values were erased is there no more.
CREATE FUNCTION erase_written(of_event uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.sharing_auditdetail d WHERE d.event_id = of_event) THEN
        RAISE EXCEPTION 'the values of that event are not erased'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    DELETE FROM public.audit_written w WHERE w.event_id = of_event;
END $$;
REVOKE ALL ON FUNCTION erase_written(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_written(uuid) TO portal_retention;
