-- What a draft of a case held is erased as old values are (erasures.sql): for the retention role, and with
-- the event that says so in the same transaction. Which drafts those are, `meetings` says.

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
-- what was written in a year that somebody keeps. Nor one of which the newest version does not say the
-- time of its event, which is sealed, or the list of an event was altered: that is looked into first.
CREATE FUNCTION erase_draft(wanted uuid, kept regclass[]) RETURNS void
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

REVOKE ALL ON FUNCTION is_of_held_year(uuid), erase_draft(uuid, regclass[]), leave_draft(uuid)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leave_draft(uuid) TO portal_jobs;
