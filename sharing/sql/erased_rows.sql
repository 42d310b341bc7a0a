-- What excuses a row of the past that nothing proves any more.

-- Erases what one event wrote into the past of rows (each text and list, and each other value that
-- may be empty), the list of it, and what lies beside the event. What identifies, counts or dates a
-- row stays, and all that was written in a year that somebody keeps or that is of a case on hold.
-- The event that says so names the rows too, as docs/trail-format.md has it: else the erased event
-- would excuse whatever is put in under it later. Returns the cases whose rows they were.
CREATE OR REPLACE FUNCTION erase_values(of_event uuid) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    past record;
    shown uuid[];
    rows_of_it uuid[];
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
    -- A list that is not the event's names nothing.
    rows_of_it := ARRAY(
        SELECT encode(
            substring(sha256(convert_to(t.key || E'\n' || r.key, 'UTF8')) FROM 1 FOR 16), 'hex'
        )::uuid
        FROM public.audit_event e
        JOIN public.audit_written w
            ON w.event_id = e.id AND sha256(convert_to(w.rows, 'UTF8')) = e.wrote,
            json_each(w.rows::json) t, json_object_keys(t.value -> 'rows') AS r (key)
        WHERE e.id = of_event
        ORDER BY t.key, r.key
    );
    DELETE FROM public.sharing_auditdetail d WHERE d.event_id = of_event;
    DELETE FROM public.audit_written w WHERE w.event_id = of_event;
    about := ARRAY(SELECT DISTINCT one FROM unnest(about) AS one ORDER BY one);
    PERFORM public.write_retention_event(
        'details_erased', '{values_erased}', about, of_event || rows_of_it
    );
    RETURN about;
END $$;
