-- How what is beyond its period ends. The retention role reads no case and changes no table: it
-- calls what stands here, and whatever it ends leaves an event.

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

-- Ends a year: its events and their personal parts are there no more. Never sooner than six whole
-- years after it, whatever the portal is set to; never one that somebody keeps, or that two people
-- did not agree to end; never while an event of it is not sealed, or about a case that is on hold.
CREATE FUNCTION end_audit_year(
    wanted integer, counted bigint, tree_root bytea, said_by uuid
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '10s' AS $$
DECLARE
    partition regclass := (SELECT y.partition FROM public.audit_years() y
                           WHERE y.of_year = wanted);
    wrong boolean;
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
    INSERT INTO public.seal_ended (of_year, entries, root, event_id)
    VALUES (wanted, counted, tree_root, said_by);
END $$;

-- Events whose personal part is older than that, not about a case on hold and of no year that
-- somebody keeps, oldest first.
CREATE FUNCTION details_due(before timestamptz, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT d.event_id FROM public.sharing_auditdetail d
    WHERE d.written_at < before
      AND NOT public.is_held(extract(year FROM d.written_at AT TIME ZONE 'UTC')::integer)
      AND NOT EXISTS (
        SELECT FROM public.audit_event e JOIN public.sharing_scope s
            ON s.frozen AND e.cases @> ARRAY[s.id]
        WHERE e.id = d.event_id
          -- Both were written by one statement.
          AND e.recorded_at BETWEEN d.written_at - interval '1 second'
                                AND d.written_at + interval '1 second'
      )
    ORDER BY d.written_at LIMIT most;
END $$;

CREATE FUNCTION erase_details(of_events uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    erased integer;
BEGIN
    DELETE FROM public.sharing_auditdetail d WHERE d.event_id = ANY (of_events);
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$;

-- Erases what one event wrote into the past of rows: each text and list, and each other value that
-- may be empty. What identifies, counts or dates a row stays, and all that was written in a year that
-- somebody keeps. Returns the cases that it was about.
CREATE FUNCTION erase_values(of_event uuid) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    past record;
    about uuid[] := '{}';
    found_in uuid[];
BEGIN
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
    IF EXISTS (SELECT FROM public.sharing_scope s WHERE s.frozen AND s.id = ANY (about)) THEN
        RAISE EXCEPTION 'a case of that event is on hold' USING ERRCODE = 'object_in_use';
    END IF;
    PERFORM public.erase_details(ARRAY[of_event]);
    RETURN about;
END $$;

DO $$
DECLARE
    allowed text;
BEGIN
    FOREACH allowed IN ARRAY ARRAY[
        'years_due(integer)', 'leaves_of_year(integer)',
        'end_audit_year(integer, bigint, bytea, uuid)', 'details_due(timestamptz, integer)',
        'erase_details(uuid[])', 'erase_values(uuid)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', allowed);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO portal_retention', allowed);
    END LOOP;
END $$;
