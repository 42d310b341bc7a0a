-- Nothing ends without the event that says so: each function that ends something writes it itself, in
-- the same transaction, and the retention role adds to no table any more. What may not end no
-- function takes: which events are due is found here, and not told.
DROP POLICY say_what_ended ON audit_event;
DROP POLICY say_what_ended ON sharing_auditdetail;
REVOKE ALL ON audit_event, sharing_auditdetail FROM portal_retention;

CREATE FUNCTION write_retention_event(
    said varchar, beside varchar[], about uuid[], named uuid[]
) RETURNS uuid LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public.audit_event (
        id, occurred_at, line_version, request_id, role, code, also, outcome, reason,
        cases, people, items
    ) VALUES (
        gen_random_uuid(), clock_timestamp(), 2, '00000000-0000-0000-0000-000000000000',
        'retention', said, beside, 'allowed', '', about, '{}', named
    ) RETURNING id
$$;
REVOKE ALL ON FUNCTION write_retention_event(varchar, varchar[], uuid[], uuid[]) FROM PUBLIC;

-- Events whose personal part is older than that, not about a case on hold and of no year that
-- somebody keeps, oldest first. Never sooner than a year after, whatever the portal is set to.
CREATE OR REPLACE FUNCTION details_due(before timestamptz, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH kept AS MATERIALIZED (
        SELECT e.id FROM public.sharing_scope s
        JOIN public.audit_event e ON e.cases @> ARRAY[s.id]
        WHERE s.frozen
    )
    SELECT d.event_id FROM public.sharing_auditdetail d
    WHERE d.written_at < least(before, clock_timestamp() - interval '365 days')
      AND NOT EXISTS (SELECT FROM kept k WHERE k.id = d.event_id)
      -- It was written just before or just after its event, which may be of the next year.
      AND NOT EXISTS (
        SELECT FROM (VALUES (interval '-1 minute'), ('1 minute')) AS beside (apart)
        WHERE public.is_held(
            extract(year FROM (d.written_at + beside.apart) AT TIME ZONE 'UTC')::integer
        )
      )
    ORDER BY d.written_at LIMIT most;
END $$;
REVOKE ALL ON FUNCTION details_due(timestamptz, integer) FROM portal_retention;

-- Erases the personal parts that are due, as many as one event names; returns how many.
DROP FUNCTION erase_details(uuid[]);
CREATE FUNCTION erase_details(before timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    due uuid[] := ARRAY(SELECT public.details_due(before, most));
BEGIN
    IF due <> '{}' THEN
        DELETE FROM public.sharing_auditdetail d WHERE d.event_id = ANY (due);
        PERFORM public.write_retention_event('details_erased', '{}', '{}', due);
    END IF;
    RETURN cardinality(due);
END $$;

-- Erases what one event wrote into the past of rows (each text and list, and each other value that
-- may be empty), the list of it, and what lies beside the event. What identifies, counts or dates a
-- row stays, and all that was written in a year that somebody keeps or that is of a case on hold.
-- Returns the cases whose rows they were.
CREATE OR REPLACE FUNCTION erase_values(of_event uuid) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    past record;
    shown uuid[];
    about uuid[] := '{}';
    found_in uuid[];
BEGIN
    SELECT e.cases INTO shown FROM public.audit_event e WHERE e.id = of_event;
    IF EXISTS (
        SELECT FROM public.audit_event e
        WHERE e.id = of_event
          AND public.is_held(extract(year FROM e.recorded_at AT TIME ZONE 'UTC')::integer)
    ) THEN
        RAISE EXCEPTION 'the year of that event is on hold' USING ERRCODE = 'object_in_use';
    END IF;
    FOR past IN
        SELECT a.attrelid::regclass AS name,
            string_agg(
                format('%I = %L', a.attname, CASE
                    WHEN NOT a.attnotnull THEN NULL
                    WHEN t.typcategory = 'S' THEN ''
                    ELSE '{}'
                END), ', '
            ) FILTER (
                WHERE a.attname !~ '^history_|_id$|^id$|^version$'
                  AND (NOT a.attnotnull OR t.typcategory IN ('S', 'A') OR t.typname = 'jsonb')
            ) AS emptied,
            bool_or(a.attname = 'scope_id') AS of_case
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_type t ON t.oid = a.atttypid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND a.attnum > 0 AND NOT a.attisdropped
        GROUP BY a.attrelid
        HAVING bool_or(a.attname = 'history_id') AND bool_or(a.attname = 'event_id')
    LOOP
        CONTINUE WHEN past.emptied IS NULL;
        EXECUTE format(
            'WITH erased AS (UPDATE %s SET %s WHERE event_id = $1 RETURNING %s AS about) '
            'SELECT coalesce(array_agg(DISTINCT about) FILTER (WHERE about IS NOT NULL), ''{}'') '
            'FROM erased',
            past.name, past.emptied,
            CASE WHEN past.of_case THEN 'scope_id' ELSE 'NULL::uuid' END
        ) INTO found_in USING of_event;
        about := about || found_in;
    END LOOP;
    IF EXISTS (
        SELECT FROM public.sharing_scope s WHERE s.frozen AND s.id = ANY (about || shown)
    ) THEN
        RAISE EXCEPTION 'a case of that event is on hold' USING ERRCODE = 'object_in_use';
    END IF;
    DELETE FROM public.sharing_auditdetail d WHERE d.event_id = of_event;
    DELETE FROM public.audit_written w WHERE w.event_id = of_event;
    about := ARRAY(SELECT DISTINCT one FROM unnest(about) AS one ORDER BY one);
    PERFORM public.write_retention_event(
        'details_erased', '{values_erased}', about, ARRAY[of_event]
    );
    RETURN about;
END $$;
DROP FUNCTION erase_written(uuid);

-- Ends a year: its events and their personal parts are there no more. Never sooner than six whole
-- years after it, whatever the portal is set to; never one that somebody keeps, or that two people
-- did not agree to end; never while an event of it is not sealed, or about a case that is on hold.
-- The event that says so names the year and the root over its leaves, as docs/trail-format.md has it.
DROP FUNCTION end_audit_year(integer, bigint, bytea, uuid);
CREATE FUNCTION end_audit_year(wanted integer, counted bigint, tree_root bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '10s' AS $$
DECLARE
    partition regclass := (SELECT y.partition FROM public.audit_years() y
                           WHERE y.of_year = wanted);
    wrong boolean;
    named uuid := encode(
        substring(sha256(convert_to(wanted || E'\n', 'UTF8') || tree_root) FROM 1 FOR 16), 'hex'
    )::uuid;
BEGIN
    IF partition IS NULL THEN
        RAISE EXCEPTION 'that year is not there' USING ERRCODE = 'no_data_found';
    END IF;
    IF wanted + 6 >= extract(year FROM clock_timestamp() AT TIME ZONE 'UTC') THEN
        RAISE EXCEPTION 'that year is too young to end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Whoever is putting it on hold is waited for, and after them nobody does.
    LOCK TABLE public.sharing_yearhold, public.sharing_yearend IN SHARE MODE;
    IF public.is_held(wanted) THEN
        RAISE EXCEPTION 'that year is on hold' USING ERRCODE = 'object_in_use';
    END IF;
    IF NOT public.is_agreed_to_end(wanted) THEN
        RAISE EXCEPTION 'two people did not agree that this year ends'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Nothing is added to it from here on.
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', partition);
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %s e WHERE NOT EXISTS (SELECT FROM public.seal_leaf l '
        'WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id))', partition
    ) INTO wrong;
    IF wrong OR counted <> (SELECT count(*) FROM public.leaves_of_year(wanted)) THEN
        RAISE EXCEPTION 'that year is not sealed as it stands'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %s e JOIN public.sharing_scope s '
        'ON s.frozen AND e.cases @> ARRAY[s.id])', partition
    ) INTO wrong;
    IF wrong THEN
        RAISE EXCEPTION 'a case of that year is on hold'
            USING ERRCODE = 'object_in_use';
    END IF;
    EXECUTE format(
        'DELETE FROM public.sharing_auditdetail d USING %s e WHERE d.event_id = e.id', partition
    );
    EXECUTE format('DROP TABLE %s', partition);
    INSERT INTO public.seal_ended (of_year, entries, root, event_id) VALUES (
        wanted, counted, tree_root,
        public.write_retention_event('year_ended', '{}', '{}', ARRAY[named])
    );
END $$;

DO $$
DECLARE
    allowed text;
BEGIN
    FOREACH allowed IN ARRAY ARRAY[
        'end_audit_year(integer, bigint, bytea)', 'erase_details(timestamptz, integer)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', allowed);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO portal_retention', allowed);
    END LOOP;
END $$;
