-- How a year of the trail ends. The retention role reads no case and changes no table: it calls what
-- stands here and in erasures.sql, and nothing ends without the event that says so: each function that
-- ends something writes it itself, in the same transaction. What may not end no function takes.

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

-- A year of the trail ends only once two people agreed, and never while somebody keeps it.
CREATE FUNCTION is_held(wanted integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.sharing_yearhold h WHERE h.year = wanted AND h.lifted_at IS NULL
    )
$$;
CREATE FUNCTION is_agreed_to_end(wanted integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.sharing_yearend e
        WHERE e.year = wanted AND e.withdrawn_at IS NULL AND e.confirmed_by_id <> e.proposed_by_id
    )
$$;
REVOKE ALL ON FUNCTION is_held(integer), is_agreed_to_end(integer) FROM PUBLIC;

-- Years that have begun, newest first: whether each is old enough to end, and when it did. It names
-- no event.
CREATE FUNCTION trail_years(kept_for integer) RETURNS TABLE (
    of_year integer, due boolean, ended_at timestamptz, entries bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT y.of_year,
        y.of_year + greatest(kept_for, 6) < extract(year FROM clock_timestamp() AT TIME ZONE 'UTC'),
        NULL::timestamptz, 0::bigint
    FROM public.audit_years() y
    WHERE y.of_year <= extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')
    UNION ALL
    SELECT d.of_year, true, d.ended_at, d.entries FROM public.seal_ended d
    ORDER BY 1 DESC
$$;
REVOKE ALL ON FUNCTION trail_years(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail_years(integer) TO portal_web;

-- Years that are over for as many whole years as the trail is kept, that two people agreed to end
-- and that nobody keeps, oldest first.
CREATE FUNCTION years_due(kept_for integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT y.of_year FROM public.audit_years() y
    WHERE y.of_year + kept_for < extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')
      AND public.is_agreed_to_end(y.of_year) AND NOT public.is_held(y.of_year)
    ORDER BY y.of_year
$$;

-- The leaves of a year, in their order.
CREATE FUNCTION leaves_of_year(wanted integer) RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.hash FROM public.seal_leaf l
    WHERE l.recorded_at >= make_timestamptz(wanted, 1, 1, 0, 0, 0, 'UTC')
      AND l.recorded_at < make_timestamptz(wanted + 1, 1, 1, 0, 0, 0, 'UTC')
    ORDER BY l.sequence
$$;

-- How events name a year that ended with such leaves, as docs/trail-format.md has it.
CREATE FUNCTION name_of_year(wanted integer, tree_root bytea) RETURNS uuid
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(
        substring(sha256(convert_to(wanted || E'\n', 'UTF8') || tree_root) FROM 1 FOR 16), 'hex'
    )::uuid
$$;
REVOKE ALL ON FUNCTION name_of_year(integer, bytea) FROM PUBLIC;

-- Ends a year: its events, their personal parts and the lists of what they wrote are there no more. Never
-- sooner than six whole years after it, whatever the portal is set to; never one that somebody keeps, or
-- that two people did not agree to end; never while an event of it is not sealed, or about a case that is
-- on hold. What ends a year stays proved: it ends only where a checkpoint says which entries it had, and
-- the event that says so names the years again that ended before, as the events that ended those end with
-- a year too.
CREATE FUNCTION end_audit_year(wanted integer, counted bigint, tree_root bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '10s' AS $$
DECLARE
    partition regclass := (SELECT y.partition FROM public.audit_years() y
                           WHERE y.of_year = wanted);
    wrong boolean;
    named uuid := public.name_of_year(wanted, tree_root);
    before uuid[] := ARRAY(
        SELECT public.name_of_year(d.of_year, d.root) FROM public.seal_ended d ORDER BY d.of_year
    );
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
    -- Without this no outsider could tell that these were the entries of that year.
    IF NOT EXISTS (
        SELECT FROM public.seal_checkpoint c
        WHERE strpos(c.note, E'\nyear ') > 0 AND strpos(
            split_part(c.note, E'\n\n', 1) || E'\n',
            format(E'\nyear %s %s\n', wanted, encode(tree_root, 'base64'))
        ) > 0
    ) THEN
        RAISE EXCEPTION 'the sealer did not say that these are the events of that year'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    EXECUTE format(
        'DELETE FROM public.sharing_auditdetail d USING %s e WHERE d.event_id = e.id', partition
    );
    EXECUTE format(
        'DELETE FROM public.audit_written w USING %s e WHERE w.event_id = e.id', partition
    );
    EXECUTE format('DROP TABLE %s', partition);
    INSERT INTO public.seal_ended (of_year, entries, root, event_id) VALUES (
        wanted, counted, tree_root,
        public.write_retention_event('year_ended', '{}', '{}', named || before)
    );
END $$;

DO $$
DECLARE
    allowed text;
BEGIN
    FOREACH allowed IN ARRAY ARRAY[
        'years_due(integer)', 'leaves_of_year(integer)', 'end_audit_year(integer, bigint, bytea)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', allowed);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO portal_retention', allowed);
    END LOOP;
END $$;
