-- How values of the past, and what lies beside events, are erased. Which events are due is found here,
-- and not told. What was erased stays named: the list of what an event wrote stays, and loses the hash of
-- each row of which the values were erased, and of no other; the event that says so names the list as it
-- is then. What a row still holds is not erased from its past, so that it is always proved.

-- Events whose personal part is older than that, not about a case on hold and of no year that
-- somebody keeps, oldest first. Never sooner than a year after, whatever the portal is set to. How old
-- one is says its event, which is sealed, and not what stands beside it: both were written by one
-- statement, so what is not near its event was given another time, and stays.
CREATE FUNCTION details_due(before timestamptz, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH kept AS MATERIALIZED (
        SELECT e.id FROM public.sharing_scope s
        JOIN public.audit_event e ON e.cases @> ARRAY[s.id]
        WHERE s.frozen
    )
    SELECT d.event_id FROM public.sharing_auditdetail d
    JOIN public.audit_event e ON e.id = d.event_id
        AND e.recorded_at BETWEEN d.written_at - interval '1 minute'
                              AND d.written_at + interval '1 minute'
    WHERE e.recorded_at < least(before, clock_timestamp() - interval '365 days')
      AND d.written_at < least(before, clock_timestamp() - interval '365 days')
      AND NOT EXISTS (SELECT FROM kept k WHERE k.id = d.event_id)
      AND NOT public.is_held(extract(year FROM e.recorded_at AT TIME ZONE 'UTC')::integer)
    ORDER BY d.written_at LIMIT most;
END $$;
REVOKE ALL ON FUNCTION details_due(timestamptz, integer) FROM PUBLIC;

-- Erases the personal parts that are due, as many as one event names; returns how many.
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
REVOKE ALL ON FUNCTION erase_details(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_details(timestamptz, integer) TO portal_retention;

-- Each past, and what is erased of it: each text and list, and each other value that may be empty. What
-- identifies, counts or dates a row stays.
CREATE FUNCTION emptied_pasts() RETURNS TABLE (past regclass, emptied text, of_case boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.attrelid::regclass,
        string_agg(
            format('%I = %L', a.attname, CASE
                WHEN NOT a.attnotnull THEN NULL
                WHEN t.typcategory = 'S' THEN ''
                ELSE '{}'
            END), ', '
        ) FILTER (
            WHERE a.attname !~ '^history_|_id$|^id$|^version$'
              AND (NOT a.attnotnull OR t.typcategory IN ('S', 'A') OR t.typname = 'jsonb')
        ),
        bool_or(a.attname = 'scope_id')
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped
    GROUP BY a.attrelid
    HAVING bool_or(a.attname = 'history_id') AND bool_or(a.attname = 'event_id')
$$;

-- How an event that erased values names the list of another, as docs/trail-format.md has it.
CREATE FUNCTION name_of_list(of_event uuid, told text) RETURNS uuid
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(
        substring(sha256(convert_to(of_event || E'\n' || told, 'UTF8')) FROM 1 FOR 16), 'hex'
    )::uuid
$$;

-- Which of these events have another list than they say, or than what erased some of it says.
CREATE FUNCTION spoilt_lists(of_events uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.id FROM unnest(of_events) AS o (id)
    LEFT JOIN public.audit_event e ON e.id = o.id
    LEFT JOIN public.audit_written w ON w.event_id = o.id
    WHERE (e.wrote IS NOT NULL OR w.rows IS NOT NULL)
      AND sha256(convert_to(w.rows, 'UTF8')) IS DISTINCT FROM e.wrote
      AND (w.rows IS NULL OR NOT EXISTS (
        SELECT FROM public.audit_event said
        WHERE said.code = 'details_erased' AND said.role = 'retention'
          AND said.items @> ARRAY[o.id, public.name_of_list(o.id, w.rows)]
      ))
$$;

-- Takes the hashes of rows out of the list of an event, `erased` by table, and none of what is left of
-- them; returns how it is named then.
CREATE FUNCTION erase_from_list(of_event uuid, erased jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text;
BEGIN
    UPDATE public.audit_written w SET rows = coalesce((
        SELECT jsonb_object_agg(t.key, t.value || jsonb_build_object('rows', (
            SELECT jsonb_object_agg(r.key, CASE
                WHEN erased -> t.key ? r.key THEN jsonb_set(r.value, '{1}', '""')
                ELSE r.value
            END) FROM jsonb_each(t.value -> 'rows') r
        ))) FROM jsonb_each(w.rows::jsonb) t
    )::text, '{}') WHERE w.event_id = of_event RETURNING w.rows INTO told;
    RETURN public.name_of_list(of_event, coalesce(told, ''));
END $$;

-- Erases what one event wrote into the past of rows, and what lies beside the event. What a row still
-- holds stays in its past, and so does all that was written in a year that somebody keeps, or is of a
-- case on hold. Returns of how many rows it stays as they hold it still.
CREATE FUNCTION erase_values(of_event uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    emptying record;
    shown uuid[];
    key name;
    about uuid[] := '{}';
    erased jsonb := '{}';
    stay integer := 0;
    found_in uuid[];
    found_rows jsonb;
    left_there integer;
BEGIN
    SELECT e.cases INTO shown FROM public.audit_event e WHERE e.id = of_event;
    IF EXISTS (
        SELECT FROM public.audit_event e
        WHERE e.id = of_event
          AND public.is_held(extract(year FROM e.recorded_at AT TIME ZONE 'UTC')::integer)
    ) THEN
        RAISE EXCEPTION 'the year of that event is on hold' USING ERRCODE = 'object_in_use';
    END IF;
    IF EXISTS (SELECT public.spoilt_lists(ARRAY[of_event])) THEN
        RAISE EXCEPTION 'the list of what that event wrote was altered: see what check_history names'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    FOR emptying IN
        SELECT p.*, replace(p.past::text, '_historical', '_')::regclass AS present
        FROM public.emptied_pasts() p WHERE p.emptied IS NOT NULL
    LOOP
        SELECT a.attname INTO key FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = emptying.present AND i.indisprimary;
        EXECUTE format(
            'WITH erased AS (UPDATE %1$s h SET %2$s WHERE h.event_id = $1 AND NOT EXISTS ('
            'SELECT FROM %3$s p WHERE p.%4$I = h.%4$I AND NOT EXISTS ('
            'SELECT FROM jsonb_each(to_jsonb(p)) held WHERE to_jsonb(h) ? held.key '
            'AND to_jsonb(h) -> held.key <> held.value'
            ')) RETURNING h.history_id) '
            'SELECT array_remove(array_agg(DISTINCT %5$s), NULL), count(*) - count(e), '
            'coalesce(jsonb_agg(e.history_id) FILTER (WHERE e IS NOT NULL), ''[]'') '
            'FROM %1$s h LEFT JOIN erased e ON e.history_id = h.history_id WHERE h.event_id = $1',
            emptying.past, emptying.emptied, emptying.present, key,
            CASE WHEN emptying.of_case THEN 'h.scope_id' ELSE 'NULL::uuid' END
        ) INTO found_in, left_there, found_rows USING of_event;
        about := about || found_in;
        erased := erased || jsonb_build_object(emptying.past::text, found_rows);
        stay := stay + left_there;
    END LOOP;
    IF EXISTS (
        SELECT FROM public.sharing_scope s WHERE s.frozen AND s.id = ANY (about || shown)
    ) THEN
        RAISE EXCEPTION 'a case of that event is on hold' USING ERRCODE = 'object_in_use';
    END IF;
    DELETE FROM public.sharing_auditdetail d WHERE d.event_id = of_event;
    PERFORM public.write_retention_event(
        'details_erased', '{values_erased}',
        ARRAY(SELECT DISTINCT one FROM unnest(about) AS one ORDER BY one),
        ARRAY[of_event, public.erase_from_list(of_event, erased)]
    );
    RETURN stay;
END $$;

REVOKE ALL ON FUNCTION emptied_pasts(), name_of_list(uuid, text), spoilt_lists(uuid[]),
    erase_from_list(uuid, jsonb), erase_values(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_values(uuid) TO portal_retention;
