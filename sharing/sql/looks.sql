-- Who was shown what others submitted, as the events say it, and who has acknowledged that something
-- they read was corrected. An item keeps its place in its return: what takes its place corrects it.
-- Each function asks first whether that is there for whoever acts, and tells no more than they may
-- know; the ground that they share is open to nobody.

-- Whether whoever acts now reads the research of this case.
CREATE FUNCTION research_is_open(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.sharing_scope s
        WHERE s.id = wanted
          AND s.area_id = current_setting('portal.area')::uuid
          AND NOT current_setting('portal.user')::uuid = ANY (s.walled)
          AND s.sensitivity <> 'draft'
          AND (
              current_setting('portal.reach') = 'area'
              OR (
                  current_setting('portal.reach') = 'agency'
                  AND (
                      current_setting('portal.agency')::uuid = ANY (s.full_circulation)
                      OR (s.admitted ->> current_setting('portal.seat'))::bigint
                          > nullif(current_setting('portal.now', true), '')::bigint
                  )
              )
          )
    )
$$;
REVOKE ALL ON FUNCTION research_is_open(uuid) FROM PUBLIC;

-- Whether this item is for whoever acts now, if they read the research of its case: as
-- `sharing/queries/readers.py` and the policy of the table say. Also one that was taken back.
CREATE FUNCTION item_is_for(item sharing_item) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT item.submitted_at IS NOT NULL AND (
        item.who_may_read = 'shared'
        OR (
            item.who_may_read = 'restricted'
            AND (
                current_setting('portal.agency')::uuid = ANY (item.restricted_to)
                OR (
                    item.restricted_to = '{}'
                    AND (
                        current_setting('portal.role', true) = 'chair'
                        OR (
                            current_setting('portal.role', true) = 'idva'
                            AND (
                                SELECT v.user_id FROM public.sharing_victimadvocate v
                                WHERE v.scope_id = item.scope_id
                                  AND v.agency_id = current_setting('portal.agency')::uuid
                            ) = current_setting('portal.user')::uuid
                        )
                    )
                )
            )
        )
    )
$$;
REVOKE ALL ON FUNCTION item_is_for(sharing_item) FROM PUBLIC;

-- Whether they read it: it was not taken back.
CREATE FUNCTION item_is_read(item sharing_item) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT item.withdrawn_at IS NULL AND public.item_is_for(item)
$$;
REVOKE ALL ON FUNCTION item_is_read(sharing_item) FROM PUBLIC;

-- What people were shown of these cases, as the events say it: of one person, or of all. Whoever looked
-- at what once was did not read it when it was so.
CREATE FUNCTION shown_of(wanted uuid[], of_person uuid) RETURNS TABLE (
    user_id uuid, agency_id uuid, occurred_at timestamptz, code varchar, also varchar[],
    cases uuid[], items uuid[]
) LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.user_id, e.agency_id, e.occurred_at, e.code, e.also, e.cases, e.items
    FROM public.audit_event e
    WHERE e.cases && wanted AND e.outcome = 'allowed' AND e.user_id IS NOT NULL
      AND (of_person IS NULL OR e.user_id = of_person)
      AND NOT (e.also || e.code) && '{as_it_was_read,agency_as_it_was_read}'::varchar[]
$$;
REVOKE ALL ON FUNCTION shown_of(uuid[], uuid) FROM PUBLIC;

-- Whether somebody reads a case still, as one of that agency: of who does not, nobody learns that they
-- have a conflict of interest.
CREATE FUNCTION still_reads(wanted uuid, person uuid, of_agency uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.sharing_membership m
        JOIN public.sharing_user u ON u.id = m.user_id AND u.is_active
        JOIN public.sharing_scope s ON s.id = wanted
        CROSS JOIN (
            SELECT (to_timestamp(current_setting('portal.now')::bigint)
                AT TIME ZONE 'Europe/London')::date AS day
        ) as_of
        WHERE m.user_id = person AND m.agency_id = of_agency
          AND NOT person = ANY (s.walled)
          AND m.starts_on <= as_of.day AND (m.ends_on IS NULL OR m.ends_on >= as_of.day)
          AND (m.proposed_by_id IS NULL OR m.confirmed_at IS NOT NULL)
          AND (
              m.role IN ('coordinator', 'chair')
              OR (m.role IN ('representative', 'idva') AND of_agency = ANY (s.full_circulation))
          )
    )
$$;
REVOKE ALL ON FUNCTION still_reads(uuid, uuid, uuid) FROM PUBLIC;

-- When people were shown what other agencies submitted about these cases: items and files, and with
-- no item the pages whose codes are given. Of one person, or of all.
CREATE FUNCTION looks_at_research(wanted uuid[], of_person uuid, pages varchar[])
RETURNS TABLE (
    case_id uuid, item_id uuid, user_id uuid, agency_id uuid,
    first_at timestamptz, last_at timestamptz, acknowledged_at timestamptz
) LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH seen AS MATERIALIZED (
        SELECT * FROM public.shown_of(wanted, of_person)
    ), given AS MATERIALIZED (
        SELECT i.id, i.scope_id, i.agency_id FROM public.sharing_item i
        WHERE i.scope_id = ANY (wanted) AND i.submitted_at IS NOT NULL
        UNION ALL
        SELECT a.id, a.scope_id, a.agency_id FROM public.sharing_attachment a
        WHERE a.scope_id = ANY (wanted) AND a.submitted_at IS NOT NULL
    )
    SELECT g.scope_id, g.id, s.user_id, s.agency_id, min(s.occurred_at), max(s.occurred_at),
        min(s.occurred_at) FILTER (WHERE s.code = 'correction_acknowledged')
    FROM seen s CROSS JOIN unnest(s.items) AS shown (id) JOIN given g ON g.id = shown.id
    WHERE s.agency_id <> g.agency_id
    GROUP BY g.scope_id, g.id, s.user_id, s.agency_id
    UNION ALL
    SELECT of_case.id, NULL, s.user_id, s.agency_id, min(s.occurred_at), max(s.occurred_at), NULL
    FROM seen s CROSS JOIN unnest(s.cases) AS of_case (id)
    WHERE of_case.id = ANY (wanted) AND (s.code = ANY (pages) OR s.also && pages)
    GROUP BY of_case.id, s.user_id, s.agency_id
$$;
REVOKE ALL ON FUNCTION looks_at_research(uuid[], uuid, varchar[]) FROM PUBLIC;

-- What whoever acts was shown of these cases themselves, as one of the agency for which they act: what
-- they read for another is not theirs here. By place, and whether they know of what took
-- its place. A place tells nothing: who reads what stands there now has it already.
CREATE FUNCTION own_looks(wanted uuid[], pages varchar[]) RETURNS TABLE (
    case_id uuid, item_id uuid, agency_id uuid, place smallint, was_shared boolean,
    first_at timestamptz, acknowledged boolean, gone boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.case_id, l.item_id, i.agency_id, i.position, i.who_may_read = 'shared',
        min(l.first_at), bool_or(l.acknowledged_at IS NOT NULL),
        bool_or(i.withdrawn_at IS NOT NULL)
    FROM public.looks_at_research(
        ARRAY(SELECT one FROM unnest(wanted) AS one WHERE public.research_is_open(one)),
        current_setting('portal.user')::uuid, pages
    ) l LEFT JOIN public.sharing_item i ON i.id = l.item_id
    WHERE l.agency_id = current_setting('portal.agency')::uuid
    GROUP BY l.case_id, l.item_id, i.agency_id, i.position, i.who_may_read
$$;
REVOKE ALL ON FUNCTION own_looks(uuid[], varchar[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION own_looks(uuid[], varchar[]) TO portal_web;

-- What whoever acts has read, as one of the agency for which they act, and is corrected, as long as they
-- have not acknowledged it. What it said before is told where that was for them, as they act now, and
-- they may read what took its place, as `sharing/queries/readers.py` says; else
-- only that it was taken back, whatever came of it.
CREATE FUNCTION corrections_waiting(wanted uuid[]) RETURNS TABLE (
    case_id uuid, item_id uuid, agency_id uuid, place smallint, read_at timestamptz,
    corrected_at timestamptz, now_id uuid, text text, nature varchar, about_id uuid,
    source varchar, period varchar, subject varchar
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH looks AS (
        SELECT l.item_id, min(l.first_at) AS read_at
        FROM public.looks_at_research(
            ARRAY(
                SELECT DISTINCT i.scope_id FROM public.sharing_item i
                WHERE i.scope_id = ANY (wanted) AND i.withdrawn_at IS NOT NULL
                  AND public.research_is_open(i.scope_id)
            ),
            current_setting('portal.user')::uuid, '{}'
        ) l
        WHERE l.agency_id = current_setting('portal.agency')::uuid
        GROUP BY l.item_id HAVING bool_and(l.acknowledged_at IS NULL)
    )
    SELECT i.scope_id, i.id, i.agency_id, i.position, l.read_at, i.withdrawn_at, after.id,
        CASE WHEN after.id IS NOT NULL THEN i.text END,
        CASE WHEN after.id IS NOT NULL THEN i.nature END,
        CASE WHEN after.id IS NOT NULL THEN i.about_id END,
        CASE WHEN after.id IS NOT NULL THEN i.source END,
        CASE WHEN after.id IS NOT NULL THEN i.period END,
        CASE WHEN after.id IS NOT NULL THEN i.subject END
    FROM looks l JOIN public.sharing_item i ON i.id = l.item_id
    LEFT JOIN public.sharing_item after
        ON after.scope_id = i.scope_id AND after.agency_id = i.agency_id
        AND after.position = i.position AND public.item_is_read(after)
        AND public.item_is_for(i)
    WHERE i.withdrawn_at IS NOT NULL AND i.agency_id <> current_setting('portal.agency')::uuid
$$;
REVOKE ALL ON FUNCTION corrections_waiting(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION corrections_waiting(uuid[]) TO portal_web;

-- How many places that is in one case. It is asked of many cases at once, so after all else.
CREATE FUNCTION corrections_in(wanted uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER COST 10000 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(DISTINCT (c.agency_id, c.place))::integer
    FROM public.corrections_waiting(ARRAY[wanted]) c
$$;
REVOKE ALL ON FUNCTION corrections_in(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION corrections_in(uuid) TO portal_web;

-- How much waits to be acknowledged in a case, and how many items and files came since whoever acts
-- was there last: what was first shown to them within the hour is new still.
CREATE FUNCTION news_in(wanted uuid, pages varchar[]) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH looks AS MATERIALIZED (
        SELECT l.item_id, l.place, l.agency_id, l.first_at, l.acknowledged
        FROM public.own_looks(ARRAY[wanted], pages) l
    ), began AS (
        SELECT min(k.first_at) AS at FROM looks k
    ), given AS (
        SELECT i.id, i.submitted_at FROM public.sharing_item i
        WHERE i.scope_id = wanted AND i.agency_id <> current_setting('portal.agency')::uuid
          AND public.item_is_read(i)
          AND NOT EXISTS (
              SELECT FROM looks k
              WHERE (k.agency_id, k.place) = (i.agency_id, i.position)
                AND k.item_id <> i.id AND NOT k.acknowledged
          )
        UNION ALL
        SELECT a.id, a.submitted_at FROM public.sharing_attachment a
        WHERE a.scope_id = wanted AND a.agency_id <> current_setting('portal.agency')::uuid
          AND a.who_may_read = 'shared' AND a.withdrawn_at IS NULL
    )
    SELECT ARRAY[
        public.corrections_in(wanted),
        (SELECT count(*) FROM given g CROSS JOIN began b
         WHERE g.submitted_at > b.at
           AND coalesce((SELECT k.first_at FROM looks k WHERE k.item_id = g.id), 'infinity')
               > to_timestamp(current_setting('portal.now')::bigint) - interval '1 hour'
        )::integer
    ]
$$;
REVOKE ALL ON FUNCTION news_in(uuid, varchar[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION news_in(uuid, varchar[]) TO portal_web;

-- Of what an agency corrected: how many people of which agency had read it, and how many of them have
-- not acknowledged it. For that agency, and of what was shared for who reads the trail of the case.
-- Who reads the case no more is not counted.
CREATE FUNCTION acknowledgements(wanted uuid) RETURNS TABLE (
    item_id uuid, owner_id uuid, place smallint, corrected_at timestamptz, agency_id uuid,
    readers bigint, waiting bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT i.id, i.agency_id, i.position, i.withdrawn_at, l.agency_id, count(*),
        count(*) FILTER (WHERE l.acknowledged_at IS NULL)
    FROM public.looks_at_research(
        ARRAY(
            SELECT wanted WHERE public.research_is_open(wanted) OR public.trail_is_open(wanted)
        ),
        NULL, '{}'
    ) l
    JOIN public.sharing_item i ON i.id = l.item_id AND i.withdrawn_at IS NOT NULL
    WHERE (
            i.agency_id = current_setting('portal.agency')::uuid
            OR (i.who_may_read = 'shared' AND public.trail_is_open(wanted))
        )
      AND public.still_reads(i.scope_id, l.user_id, l.agency_id)
    GROUP BY i.id, i.agency_id, i.position, i.withdrawn_at, l.agency_id
$$;
REVOKE ALL ON FUNCTION acknowledgements(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION acknowledgements(uuid) TO portal_web;

-- Which agencies' people were shown what was shared of these cases, and with no item the pages whose
-- codes are given; for the same readers. Who was walled off later was shown it before, and it is told
-- of their agency.
CREATE FUNCTION looks_of_agencies(wanted uuid[], pages varchar[]) RETURNS TABLE (
    case_id uuid, item_id uuid, agency_id uuid, first_at timestamptz, last_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.case_id, l.item_id, l.agency_id, min(l.first_at), max(l.last_at)
    FROM public.looks_at_research(
        ARRAY(SELECT one FROM unnest(wanted) AS one WHERE public.trail_is_open(one)), NULL, pages
    ) l
    WHERE l.item_id IS NULL
       OR (SELECT i.who_may_read FROM public.sharing_item i WHERE i.id = l.item_id) = 'shared'
       OR (SELECT a.who_may_read FROM public.sharing_attachment a WHERE a.id = l.item_id) = 'shared'
    GROUP BY l.case_id, l.item_id, l.agency_id
$$;
REVOKE ALL ON FUNCTION looks_of_agencies(uuid[], varchar[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION looks_of_agencies(uuid[], varchar[]) TO portal_web;
