-- Append-only by grants and by triggers that fire always, for a superuser in replica mode too.
-- Partitioned by year: a partition ends as a whole, when its own retention does. No default
-- partition: once it held a row of a year, that year's own could never be made.
CREATE TABLE audit_event (
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
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
    areas uuid[] NOT NULL DEFAULT '{}',  -- whom it concerns; found by find_areas
    PRIMARY KEY (recorded_at, id)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX audit_event_cases ON audit_event USING gin (cases);
CREATE INDEX audit_event_user ON audit_event (user_id, recorded_at);
CREATE INDEX audit_event_areas ON audit_event USING gin (areas);

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

-- Row triggers are cloned to a partition, TRUNCATE triggers are not.
CREATE FUNCTION make_audit_partition(of_year integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partition text := format('audit_event_%s', of_year);
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
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_emptied', partition);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER only_added', partition);
END $$;
REVOKE ALL ON FUNCTION make_audit_partition(integer) FROM PUBLIC;
SELECT make_audit_partition(made.of_year)
FROM generate_series(
    extract(year FROM now())::integer - 1, extract(year FROM now())::integer + 9
) AS made (of_year);

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_trail ON audit_event FOR SELECT TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR user_id = current_setting('portal.user')::uuid
    OR (current_setting('portal.reach') IN ('area', 'trail')
        AND areas @> ARRAY[current_setting('portal.area')::uuid])
);
CREATE POLICY add_to_trail ON audit_event FOR INSERT TO portal_web WITH CHECK (true);
GRANT SELECT, INSERT ON audit_event TO portal_web;
GRANT SELECT, INSERT ON sharing_auditdetail TO portal_web;
