-- What keeps the trail from being bent by a role that writes it, and what notices a guard that was
-- taken off.

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

-- Partitions that are there, by year: each named as make_audit_partition does, and of just that year.
CREATE OR REPLACE FUNCTION audit_years() RETURNS TABLE (of_year integer, partition oid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'
AS $$
    SELECT named.of_year, c.oid
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
        LATERAL (SELECT substring(c.relname FROM '^audit_event_([0-9]{4})$')::integer)
            AS named (of_year)
    WHERE i.inhparent = 'public.audit_event'::regclass
      AND pg_get_expr(c.relpartbound, c.oid) = format(
        'FOR VALUES FROM (''%s-01-01 00:00:00+00'') TO (''%s-01-01 00:00:00+00'')',
        named.of_year, named.of_year + 1
      )
$$;

-- Tables that are only ever added to, and lack a trigger that says so: one that fires always, on
-- each row and each column, and calls the function that trail.sql made, with the body that it had
-- there, of the same owner as the table. Or somebody else may do more with them than read and add;
-- another trigger looks at what is added, or one of ours does no more; a wall round one is down; or a
-- partition is of no year.
CREATE OR REPLACE FUNCTION unguarded_tables() RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(guarded.name::text ORDER BY guarded.name), '{}')
    FROM (
        SELECT c.oid, c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace
          AND c.relname IN ('audit_event', 'seal_leaf', 'seal_node', 'seal_checkpoint',
                            'seal_key', 'seal_check', 'seal_mailing', 'seal_ended',
                            'audit_misdated', 'written_check')
        UNION ALL
        SELECT c.oid, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.audit_event'::regclass
    ) AS guarded (oid, name)
    WHERE 2 > (
        SELECT count(*) FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_proc f ON f.oid = t.tgfoid AND f.proowner = c.relowner
        WHERE t.tgrelid = guarded.oid AND t.tgenabled = 'A'
          -- 27: before UPDATE or DELETE, each row; 34: before TRUNCATE (pg_trigger.h).
          AND (t.tgname, t.tgtype) IN (('only_added', 27), ('never_emptied', 34))
          AND t.tgqual IS NULL AND t.tgattr::text = ''
          AND f.oid = 'public.refuse_change()'::regprocedure
          AND sha256(convert_to(f.prosrc, 'UTF8')) = '\xce123fd60d802f54641cfc8f9ef143baccc3120e5cdec168fe42d3f9d4da4d19'
    ) OR EXISTS (
        SELECT FROM pg_class c, (
            SELECT k.relacl FROM pg_class k WHERE k.oid = guarded.oid
            UNION ALL
            SELECT a.attacl FROM pg_attribute a WHERE a.attrelid = guarded.oid
        ) AS given (acl), aclexplode(given.acl) AS one
        WHERE c.oid = guarded.oid AND one.grantee <> c.relowner
          AND one.privilege_type NOT IN ('SELECT', 'INSERT')
    ) OR EXISTS (
        SELECT FROM pg_trigger t WHERE t.tgrelid = guarded.oid AND NOT t.tgisinternal AND (
            t.tgenabled = 'D'
            OR t.tgname NOT IN ('only_added', 'never_emptied', 'find_areas', 'note_misdated')
        )
    ) OR EXISTS (
        SELECT FROM pg_class c
        WHERE c.oid = guarded.oid AND c.relname IN ('audit_event', 'seal_leaf')
          AND NOT c.relrowsecurity
    ) OR guarded.oid IN (
        SELECT i.inhrelid FROM pg_inherits i
        WHERE i.inhparent = 'public.audit_event'::regclass
          AND i.inhrelid NOT IN (SELECT y.partition FROM public.audit_years() y)
    )
$$;

-- Years of which a partition has to be there and is not: from the first that is sealed to the
-- next, but for those that ended. None ends before six whole years are over (retention.sql), so
-- whatever says that a younger one did is not believed. Without the next year's every page would be
-- refused on the first of January.
CREATE OR REPLACE FUNCTION missing_audit_years() RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH today AS (
        SELECT extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')::integer AS in_year
    )
    SELECT coalesce(array_agg(due.of_year ORDER BY due.of_year), '{}')
    FROM today t, generate_series(
        coalesce(
            (SELECT extract(year FROM min(l.recorded_at) AT TIME ZONE 'UTC')::integer
             FROM public.seal_leaf l),
            t.in_year
        ),
        t.in_year + 1
    ) AS due (of_year)
    WHERE due.of_year NOT IN (SELECT y.of_year FROM public.audit_years() y)
      AND due.of_year NOT IN (
        SELECT d.of_year FROM public.seal_ended d WHERE d.of_year + 6 < t.in_year
      )
$$;
