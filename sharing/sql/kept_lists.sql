-- What was erased stays named. The list of what an event wrote stays, and loses the hash of each row of
-- which the values were erased, and of no other; the event that says so names the list as it is then.
-- What a row still holds is not erased from its past, so that it is always proved.

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

-- Takes the hashes of rows out of the list of an event, `erased` by table; returns how it is named then.
CREATE FUNCTION erase_from_list(of_event uuid, erased jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text;
BEGIN
    UPDATE public.audit_written w SET rows = coalesce((
        SELECT jsonb_object_agg(t.key, t.value || jsonb_build_object('rows', (
            SELECT jsonb_object_agg(r.key, CASE
                WHEN erased -> t.key ? r.key THEN jsonb_build_array(r.value -> 0, '')
                ELSE r.value
            END) FROM jsonb_each(t.value -> 'rows') r
        ))) FROM jsonb_each(w.rows::jsonb) t
    )::text, '{}') WHERE w.event_id = of_event RETURNING w.rows INTO told;
    RETURN public.name_of_list(of_event, coalesce(told, ''));
END $$;

-- Erases what one event wrote into the past of rows, and what lies beside the event. What a row still
-- holds stays in its past, and so does all that was written in a year that somebody keeps, or is of a
-- case on hold. Returns of how many rows it stays as they hold it still.
DROP FUNCTION erase_values(uuid);
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

-- Erases what a draft holds and ever held: its rows are there no more, their past is empty, and so is
-- what lies beside the events that wrote it. The scope stays with its versions, and the tables `kept`,
-- by which the case is told from one that never was. Never a case that is no draft or is on hold, nor
-- what was written in a year that somebody keeps. Nor one of which the newest version does not say the
-- time of its event, which is sealed, or the list of an event was altered: that is looked into first.
CREATE OR REPLACE FUNCTION erase_draft(wanted uuid, kept regclass[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    emptying record;
    present regclass;
    found_in uuid[];
    found_rows uuid[];
    wrote uuid[] := '{}';
    rows_of_it uuid[] := '{}';
    tables text[] := '{}';
    writing uuid;
    these uuid[] := '{}';
    most CONSTANT integer := 1000;  -- what one event names
BEGIN
    PERFORM FROM public.sharing_scope s
    WHERE s.id = wanted AND s.sensitivity = 'draft' AND NOT s.frozen
    FOR UPDATE;
    IF NOT FOUND OR public.is_of_held_year(wanted) THEN
        RAISE EXCEPTION 'no draft that may be erased' USING ERRCODE = 'object_in_use';
    END IF;
    FOR emptying IN
        SELECT p.past, p.emptied FROM public.emptied_pasts() p
        WHERE p.of_case AND p.emptied IS NOT NULL AND p.past <> ALL (kept)
    LOOP
        EXECUTE format(
            'WITH erased AS (UPDATE %s SET %s WHERE scope_id = $1 RETURNING event_id, history_id) '
            'SELECT coalesce(array_agg(event_id), ''{}''), coalesce(array_agg(history_id), ''{}'') '
            'FROM erased',
            emptying.past, emptying.emptied
        ) INTO found_in, found_rows USING wanted;
        wrote := wrote || found_in;
        rows_of_it := rows_of_it || found_rows;
        tables := tables || array_fill(emptying.past::text, ARRAY[cardinality(found_in)]);
    END LOOP;
    IF EXISTS (
        SELECT FROM (
            SELECT v.event_id, v.recorded_at FROM public.sharing_scopeversion v
            WHERE v.scope_id = wanted ORDER BY v.version DESC LIMIT 1
        ) newest
        WHERE NOT EXISTS (
            SELECT FROM public.audit_event e
            WHERE e.id = newest.event_id
              AND e.recorded_at BETWEEN newest.recorded_at - interval '1 minute'
                                    AND newest.recorded_at + interval '1 hour'
        )
    ) OR EXISTS (SELECT public.spoilt_lists(ARRAY(SELECT DISTINCT unnest(wrote)))) THEN
        RAISE EXCEPTION 'what was written of that draft was altered: see what check_history names'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    FOR present IN
        SELECT c.oid::regclass FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'scope_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND c.oid <> 'public.sharing_scopeversion'::regclass
          AND c.oid <> ALL (kept)
          AND c.oid NOT IN (SELECT p.past FROM public.emptied_pasts() p)
    LOOP
        EXECUTE format('DELETE FROM %s WHERE scope_id = $1', present) USING wanted;
    END LOOP;
    FOR writing IN SELECT DISTINCT unnest(wrote) AS event ORDER BY event LOOP
        IF cardinality(these) + 2 > most THEN
            PERFORM public.write_retention_event(
                'details_erased', '{values_erased}', ARRAY[wanted], these
            );
            these := '{}';
        END IF;
        these := these || writing || public.erase_from_list(writing, (
            SELECT jsonb_object_agg(t.name, t.keys) FROM (
                SELECT one.name, jsonb_agg(one.key) AS keys
                FROM unnest(wrote, tables, rows_of_it) AS one (event, name, key)
                WHERE one.event = writing GROUP BY one.name
            ) t
        ));
    END LOOP;
    IF these <> '{}' THEN
        PERFORM public.write_retention_event(
            'details_erased', '{values_erased}', ARRAY[wanted], these
        );
    END IF;
    DELETE FROM public.sharing_auditdetail d WHERE d.event_id = ANY (wrote);
END $$;
DROP FUNCTION names_of_rows(uuid[]);

REVOKE ALL ON FUNCTION name_of_list(uuid, text), spoilt_lists(uuid[]), erase_from_list(uuid, jsonb),
    erase_values(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_values(uuid) TO portal_retention;
