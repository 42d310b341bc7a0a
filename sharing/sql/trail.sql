-- Append-only by grants and by triggers that fire always, for a superuser in replica mode too.
-- Partitioned by year: a partition ends as a whole, when its own retention does. No default
-- partition: once it held a row of a year, that year's own could never be made.
CREATE TABLE audit_event (
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    id uuid NOT NULL,
    occurred_at timestamptz NOT NULL CHECK (isfinite(occurred_at)),
    line_version smallint NOT NULL,
    request_id uuid NOT NULL,
    user_id uuid,
    membership_id uuid,
    agency_id uuid,
    area_id uuid,
    role varchar(20) NOT NULL,
    second_factor_age integer,
    code varchar(60) NOT NULL,
    also varchar(60)[] NOT NULL,
    outcome varchar(10) NOT NULL CHECK (outcome IN ('allowed', 'refused')),
    reason varchar(40) NOT NULL CHECK ((reason = '') = (outcome = 'allowed')),
    cases uuid[] NOT NULL,
    people uuid[] NOT NULL,
    items uuid[] NOT NULL,
    recipient_id uuid,
    commitment bytea,
    areas uuid[] NOT NULL DEFAULT '{}',  -- whom it concerns; found by find_areas of trail_areas.sql
    -- What it wrote into the past of rows: the hash of the list of it, which written.sql keeps.
    wrote bytea CHECK (octet_length(wrote) = 32),
    PRIMARY KEY (recorded_at, id),
    -- What reads a list expects what it names, and no list within it.
    CONSTRAINT flat_lists CHECK (
        coalesce(array_ndims(also), 1) = 1 AND coalesce(array_ndims(cases), 1) = 1
        AND coalesce(array_ndims(people), 1) = 1 AND coalesce(array_ndims(items), 1) = 1
        AND coalesce(array_ndims(areas), 1) = 1
    ),
    CONSTRAINT nothing_unnamed CHECK (
        array_position(also, NULL) IS NULL AND array_position(cases, NULL) IS NULL
        AND array_position(people, NULL) IS NULL AND array_position(items, NULL) IS NULL
        AND array_position(areas, NULL) IS NULL
    )
) PARTITION BY RANGE (recorded_at);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER only_added;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER never_emptied;

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
SET search_path = pg_catalog, pg_temp AS $$
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
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER note_misdated;

-- Row triggers are cloned to a partition, TRUNCATE triggers are not. What finds the areas of an event,
-- and what notes its time, looks whatever a role is set to.
-- Whoever writes waits while this waits: so not for long.
CREATE FUNCTION make_audit_partition(of_year integer) RETURNS void LANGUAGE plpgsql
SET lock_timeout = '3s' AS $$
DECLARE
    partition text := format('audit_event_%s', of_year);
    guard name;
BEGIN
    EXECUTE format(
        'CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L)',
        partition, make_timestamptz(of_year, 1, 1, 0, 0, 0, 'UTC'),
        make_timestamptz(of_year + 1, 1, 1, 0, 0, 0, 'UTC')
    );
    EXECUTE format(
        'CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I '
        'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition
    );
    FOR guard IN SELECT t.tgname FROM pg_trigger t WHERE t.tgrelid = partition::regclass LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', partition, guard);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION make_audit_partition(integer) FROM PUBLIC;
SELECT make_audit_partition(made.of_year)
FROM generate_series(
    extract(year FROM now())::integer - 1, extract(year FROM now())::integer + 3
) AS made (of_year);

-- Whoever writes events adds to the trail and no more, and leaves the time of an event, and whom it
-- concerns, to the database. The time of a personal part is when its retention begins. Jobs act for
-- nobody, and the watch among them reads the trail, past the wall.
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY add_to_trail ON audit_event FOR INSERT TO portal_web WITH CHECK (true);
CREATE POLICY jobs ON audit_event TO portal_jobs
    USING (current_setting('portal.reach') = 'system')
    WITH CHECK (current_setting('portal.reach') = 'system');
GRANT INSERT (
    id, occurred_at, line_version, request_id, user_id, membership_id, agency_id, area_id, role,
    second_factor_age, code, also, outcome, reason, cases, people, items, recipient_id, commitment,
    wrote
) ON audit_event TO portal_web, portal_jobs;
GRANT SELECT ON audit_event TO portal_jobs;

-- What the sealer and the retention role say of what they did is believed by the alarms, the
-- verifier and the comparison. Nobody else says it: it is written by functions of the owner, which
-- are past this. Nor is anything written any more as it was before events said what they wrote.
CREATE POLICY said_by_no_other ON audit_event AS RESTRICTIVE FOR INSERT WITH CHECK (
    line_version >= 2
    AND role NOT IN ('sealer', 'retention')
    AND NOT also || code && ARRAY[
        'heartbeat', 'seal_key_named', 'late_events_found', 'trail_altered', 'time_confirmed',
        'year_corrected', 'details_erased', 'values_erased', 'year_ended'
    ]::varchar[]
);

-- What a job removed when its time was over is believed too: the web process says only who tried.
CREATE POLICY said_by_jobs ON audit_event AS RESTRICTIVE FOR INSERT TO portal_web WITH CHECK (
    role <> 'purge'
    AND (outcome = 'refused' OR NOT also || code && ARRAY['expired_removed']::varchar[])
);

ALTER TABLE sharing_auditdetail ENABLE ROW LEVEL SECURITY;
CREATE POLICY add_beside ON sharing_auditdetail FOR INSERT TO portal_web WITH CHECK (true);
CREATE POLICY jobs ON sharing_auditdetail TO portal_jobs
    USING (current_setting('portal.reach') = 'system')
    WITH CHECK (current_setting('portal.reach') = 'system');
GRANT INSERT (event_id, salt, ciphertext) ON sharing_auditdetail TO portal_web, portal_jobs;
