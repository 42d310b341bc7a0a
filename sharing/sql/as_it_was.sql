-- What was there at a moment of the past. The past of a row has the event that wrote it, and the event
-- the moment: what events wrote that came later is left out, and of each row the newest is taken that
-- is left. What whoever acts may not read today stays closed: the walls round the past of rows are
-- those of today, and of items and files the functions here say it themselves.

-- Whether that event was over by the moment. It is found by the time of the list of what it wrote, and
-- where there is none any more by the time at which its row was written, as events have no other index
-- by which one is found alone; where it is there no more that time counts.
CREATE FUNCTION was_by(event uuid, written timestamptz, moment timestamptz)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        (SELECT e.occurred_at FROM public.audit_written w JOIN public.audit_event e
            ON e.recorded_at > w.written_at - interval '1 minute'
            AND e.recorded_at < w.written_at + interval '1 minute'
            AND e.id = w.event_id
         WHERE w.event_id = event),
        (SELECT e.occurred_at FROM public.audit_event e
         WHERE e.recorded_at >= written - interval '1 minute'
           AND e.recorded_at < written + interval '10 minutes'  -- it may have waited
           AND e.id = event),
        written
    ) <= moment
$$;
REVOKE ALL ON FUNCTION was_by(uuid, timestamptz, timestamptz) FROM PUBLIC;

-- Of all that wrote into the past of these cases, as far as they are there for whoever acts, and of what
-- else their area keeps a past of that no wall stands round: which events came after the moment, and of
-- which the values were erased since.
CREATE FUNCTION past_of(wanted uuid[], moment timestamptz)
RETURNS TABLE (later uuid[], erased uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_area uuid := current_setting('portal.area')::uuid;
    own uuid[] := ARRAY(
        SELECT one FROM unnest(wanted) AS one WHERE public.scope_is_there(one)
    );
    statement text;
BEGIN
    SELECT string_agg(
        format(
            'SELECT event_id, %s AS written FROM %s WHERE %s',
            CASE WHEN t.is_past THEN 'history_date' ELSE 'recorded_at' END, t.name,
            CASE WHEN t.of_case THEN 'scope_id = ANY ($1)' ELSE 'area_id = $3' END
        ), ' UNION ALL '
    ) INTO statement
    FROM (
        SELECT a.attrelid::regclass AS name,
            bool_or(a.attname = 'history_id') AS is_past,
            bool_or(a.attname = 'scope_id') AS of_case
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND a.attnum > 0 AND NOT a.attisdropped
        GROUP BY a.attrelid, c.relrowsecurity
        HAVING (bool_or(a.attname = 'history_id') AND bool_or(a.attname = 'event_id')
                AND (bool_or(a.attname = 'scope_id')
                     OR (bool_or(a.attname = 'area_id') AND NOT c.relrowsecurity)))
            OR a.attrelid = 'public.sharing_scopeversion'::regclass
    ) t;
    EXECUTE 'SELECT coalesce(array_agg(w.event_id), ''{}'') FROM ('
        || 'SELECT event_id, min(written) AS written FROM (' || statement || ') every_row'
        || ' GROUP BY event_id) w WHERE NOT public.was_by(w.event_id, w.written, $2)'
        INTO later USING own, moment, of_area;
    erased := ARRAY(
        SELECT DISTINCT one FROM public.audit_event e CROSS JOIN unnest(e.items) AS one
        WHERE e.cases && own AND 'values_erased' = ANY (e.also)
    );
    RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION past_of(uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION past_of(uuid[], timestamptz) TO portal_web;

-- How a scope that is there for whoever acts stood before those events. Its past is for those alone
-- who keep the walls.
CREATE FUNCTION scope_as_it_was(wanted uuid, later uuid[]) RETURNS SETOF sharing_scopeversion
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT v.* FROM public.sharing_scopeversion v
    WHERE v.scope_id = wanted AND v.event_id <> ALL (later) AND public.scope_is_there(wanted)
    ORDER BY v.version DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION scope_as_it_was(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_as_it_was(uuid, uuid[]) TO portal_web;

-- The items of these cases as they stood before those events, of cases that whoever acts reads today,
-- and of those alone that whoever acts could have read. What was corrected since is told with its words
-- where they read what took its place; of what is closed to them today there is that it stood there, and
-- where. Their own agency's are whole.
CREATE FUNCTION items_as_they_were(wanted uuid[], later uuid[])
RETURNS SETOF sharing_historicalitem
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH newest AS MATERIALIZED (
        SELECT DISTINCT ON (h.id) h.history_id FROM public.sharing_historicalitem h
        WHERE h.scope_id = ANY (
                ARRAY(SELECT one FROM unnest(wanted) AS one WHERE public.research_is_open(one))
            )
          AND h.event_id <> ALL (later)
        ORDER BY h.id, h.history_date DESC, h.history_id DESC
    )
    SELECT shown.*
    FROM newest JOIN public.sharing_historicalitem h USING (history_id)
    JOIN public.sharing_item i ON i.id = h.id
    CROSS JOIN LATERAL (
        SELECT h.agency_id = current_setting('portal.agency')::uuid AS own
    ) whose
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::public.sharing_historicalitem,
        CASE
            WHEN whose.own OR public.item_is_read(i) OR EXISTS (
                SELECT FROM public.sharing_item after
                WHERE after.scope_id = i.scope_id AND after.agency_id = i.agency_id
                  AND after.position = i.position AND public.item_is_read(after)
            )
            THEN to_jsonb(h)
            ELSE jsonb_build_object(
                'history_id', h.history_id, 'history_date', h.history_date,
                'history_type', h.history_type, 'event_id', h.event_id, 'id', h.id,
                'scope_id', h.scope_id, 'agency_id', h.agency_id, 'request_id', h.request_id,
                'position', h.position, 'listed', h.listed, 'version', h.version,
                'who_may_read', h.who_may_read, 'restricted_to', h.restricted_to,
                'submitted_at', h.submitted_at,
                'text', '', 'heading', '', 'nature', '', 'source', '', 'period', '', 'subject', ''
            )
        END
    ) shown
    WHERE whose.own OR public.item_is_read(
        jsonb_populate_record(NULL::public.sharing_item, to_jsonb(h))
    )
$$;
REVOKE ALL ON FUNCTION items_as_they_were(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION items_as_they_were(uuid[], uuid[]) TO portal_web;

-- The files of these cases in the same way. One that was taken back since is closed, its name too.
CREATE FUNCTION files_as_they_were(wanted uuid[], later uuid[])
RETURNS SETOF sharing_historicalattachment
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH newest AS MATERIALIZED (
        SELECT DISTINCT ON (h.id) h.history_id FROM public.sharing_historicalattachment h
        WHERE h.scope_id = ANY (
                ARRAY(SELECT one FROM unnest(wanted) AS one WHERE public.research_is_open(one))
            )
          AND h.event_id <> ALL (later)
        ORDER BY h.id, h.history_date DESC, h.history_id DESC
    )
    SELECT shown.*
    FROM newest JOIN public.sharing_historicalattachment h USING (history_id)
    JOIN public.sharing_attachment a ON a.id = h.id
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::public.sharing_historicalattachment,
        CASE WHEN a.withdrawn_at IS NULL THEN to_jsonb(h) ELSE jsonb_build_object(
            'history_id', h.history_id, 'history_date', h.history_date,
            'history_type', h.history_type, 'event_id', h.event_id, 'id', h.id,
            'scope_id', h.scope_id, 'agency_id', h.agency_id, 'request_id', h.request_id,
            'file_id', h.file_id, 'name', '', 'pages', 0, 'who_may_read', h.who_may_read,
            'submitted_at', h.submitted_at, 'withdrawn_at', h.withdrawn_at
        ) END
    ) shown
    WHERE h.agency_id = current_setting('portal.agency')::uuid
       OR (h.who_may_read = 'shared' AND h.submitted_at IS NOT NULL AND h.withdrawn_at IS NULL)
$$;
REVOKE ALL ON FUNCTION files_as_they_were(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION files_as_they_were(uuid[], uuid[]) TO portal_web;

-- What the vault says of those files: of which kind and how large each is, and nothing that opens it.
CREATE FUNCTION vault_as_it_was(wanted uuid[], later uuid[]) RETURNS SETOF sharing_vaultfile
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT shown.*
    FROM public.files_as_they_were(wanted, later) a
    JOIN public.sharing_vaultfile f ON f.id = a.file_id
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::public.sharing_vaultfile,
        jsonb_build_object(
            'id', f.id, 'scope_id', f.scope_id, 'kind', f.kind, 'size', f.size,
            'stored_at', f.stored_at
        )
    ) shown
$$;
REVOKE ALL ON FUNCTION vault_as_it_was(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_as_it_was(uuid[], uuid[]) TO portal_web;
