-- What an event wrote into the past of rows: the line that is sealed holds the hash of a list, and
-- the list says of each row which it was and what keyed hash its values have. It tells nothing of
-- the values, so it stays as long as its event; of what is erased it loses the hashes.
CREATE INDEX audit_event_wrote ON audit_event (recorded_at, id) WHERE wrote IS NOT NULL;

CREATE TABLE audit_written (
    event_id uuid PRIMARY KEY,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),  -- as the event, once it waited
    rows text NOT NULL
);
CREATE INDEX audit_written_written_at ON audit_written USING brin (written_at);
ALTER TABLE audit_written ENABLE ROW LEVEL SECURITY;
-- The web process lists what its own event wrote, and no other: beside one whose values were erased, or
-- that ended, it would make what is left look as if it had been put in.
CREATE POLICY add_to_trail ON audit_written FOR INSERT TO portal_web
    WITH CHECK (event_id = current_setting('portal.event')::uuid);
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

-- That nothing that was written was altered is said by the comparison, and by nobody else.
ALTER TABLE written_check ENABLE ROW LEVEL SECURITY;
CREATE POLICY compare ON written_check FOR INSERT TO portal_web
    WITH CHECK (current_setting('portal.reach') = 'system');
CREATE POLICY show ON written_check FOR SELECT USING (true);
