-- What a draft of a case held is erased as old values are: for the retention role, and with the event
-- that says so in the same transaction. Which drafts those are, `meetings` says.

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

-- By what an event that erased values names the rows that these events had written, as
-- docs/trail-format.md has it. A list that is not its event's names nothing.
CREATE FUNCTION names_of_rows(of_events uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT encode(
        substring(sha256(convert_to(t.key || E'\n' || r.key, 'UTF8')) FROM 1 FOR 16), 'hex'
    )::uuid), '{}')
    FROM audit_event e
    JOIN audit_written w
        ON w.event_id = e.id AND sha256(convert_to(w.rows, 'UTF8')) = e.wrote,
        json_each(w.rows::json) t, json_object_keys(t.value -> 'rows') AS r (key)
    WHERE e.id = ANY (of_events)
$$;

-- Erases what one event wrote into the past of rows, the list of it, and what lies beside the event.
-- What was written in a year that somebody keeps, or is of a case on hold, stays. The event that says
-- so names the rows too: else the erased event would excuse whatever is put in under it later. Returns
-- the cases whose rows they were.
CREATE OR REPLACE FUNCTION erase_values(of_event uuid) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    emptying record;
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
    FOR emptying IN SELECT * FROM public.emptied_pasts() LOOP
        CONTINUE WHEN emptying.emptied IS NULL;
        EXECUTE format(
            'WITH erased AS (UPDATE %s SET %s WHERE event_id = $1 RETURNING %s AS about) '
            'SELECT coalesce(array_agg(DISTINCT about) FILTER (WHERE about IS NOT NULL), ''{}'') '
            'FROM erased',
            emptying.past, emptying.emptied,
            CASE WHEN emptying.of_case THEN 'scope_id' ELSE 'NULL::uuid' END
        ) INTO found_in USING of_event;
        about := about || found_in;
    END LOOP;
    IF EXISTS (
        SELECT FROM public.sharing_scope s WHERE s.frozen AND s.id = ANY (about || shown)
    ) THEN
        RAISE EXCEPTION 'a case of that event is on hold' USING ERRCODE = 'object_in_use';
    END IF;
    rows_of_it := public.names_of_rows(ARRAY[of_event]);
    DELETE FROM public.sharing_auditdetail d WHERE d.event_id = of_event;
    DELETE FROM public.audit_written w WHERE w.event_id = of_event;
    about := ARRAY(SELECT DISTINCT one FROM unnest(about) AS one ORDER BY one);
    PERFORM public.write_retention_event(
        'details_erased', '{values_erased}', about, of_event || rows_of_it
    );
    RETURN about;
END $$;

-- Whether anything was written about a case in a year that somebody keeps.
CREATE FUNCTION is_of_held_year(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.sharing_yearhold h WHERE h.lifted_at IS NULL AND EXISTS (
            SELECT FROM public.audit_event e
            WHERE e.cases @> ARRAY[wanted]
              AND e.recorded_at >= make_timestamptz(h.year, 1, 1, 0, 0, 0, 'UTC')
              AND e.recorded_at < make_timestamptz(h.year + 1, 1, 1, 0, 0, 0, 'UTC')
        )
    )
$$;

-- Erases what a draft holds and ever held: its rows are there no more, their past is empty, and so is
-- what lies beside the events that wrote it. The scope stays with its versions, and the tables `kept`,
-- by which the case is told from one that never was. Never a case that is no draft or is on hold, nor
-- what was written in a year that somebody keeps.
CREATE FUNCTION erase_draft(wanted uuid, kept regclass[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    emptying record;
    present regclass;
    found_in uuid[];
    wrote uuid[] := '{}';
    writing uuid;
    named uuid[];
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
            'WITH erased AS (UPDATE %s SET %s WHERE scope_id = $1 RETURNING event_id) '
            'SELECT coalesce(array_agg(DISTINCT event_id), ''{}'') FROM erased',
            emptying.past, emptying.emptied
        ) INTO found_in USING wanted;
        wrote := wrote || found_in;
    END LOOP;
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
    wrote := ARRAY(SELECT DISTINCT event FROM unnest(wrote) AS event ORDER BY event);
    FOREACH writing IN ARRAY wrote LOOP
        named := writing || public.names_of_rows(ARRAY[writing]);
        IF cardinality(these) + cardinality(named) > most AND these <> '{}' THEN
            PERFORM public.write_retention_event(
                'details_erased', '{values_erased}', ARRAY[wanted], these
            );
            these := '{}';
        END IF;
        these := these || named;
    END LOOP;
    IF these <> '{}' THEN
        PERFORM public.write_retention_event(
            'details_erased', '{values_erased}', ARRAY[wanted], these
        );
    END IF;
    DELETE FROM public.sharing_auditdetail d WHERE d.event_id = ANY (wrote);
    DELETE FROM public.audit_written w WHERE w.event_id = ANY (wrote);
END $$;

-- A draft is out of everybody's sight, for the job that throws away what nobody went on with: it may
-- change no other scope, and of this nothing else.
CREATE FUNCTION leave_draft(wanted uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    draft public.sharing_scope%ROWTYPE;
BEGIN
    SELECT * INTO draft FROM public.sharing_scope s
    WHERE s.id = wanted AND s.sensitivity = 'draft' AND NOT s.frozen
      AND current_setting('portal.reach') = 'system'
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'jobs alone leave a draft' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.write_scope(
        wanted, draft.version, draft.area_id, draft.owner_agency_id, draft.search_circulation,
        draft.full_circulation, '{}', draft.walled, draft.admitted, draft.sensitivity, draft.frozen
    );
END $$;

REVOKE ALL ON FUNCTION emptied_pasts(), names_of_rows(uuid[]), is_of_held_year(uuid), erase_draft(uuid, regclass[]),
    leave_draft(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leave_draft(uuid), scope_of(uuid) TO portal_jobs;
