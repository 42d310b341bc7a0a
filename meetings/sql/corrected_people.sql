-- Who was shown what is said of people of a case before somebody corrected it, as an agency proposed.
-- A proposal that was accepted is what a corrected item is to `sharing/sql/looks.sql`: it has its
-- agency, its moment, and what stood before. What the pages name that showed that is a row of the
-- person's past, an address or a way of contact.

-- What was so corrected in these cases, by each row that said what stood before. An address is told of
-- as long as nothing of it is protected: else nobody hears that there is another. Proposals are few and
-- people many: what belongs to each is looked up for each (LATERAL), whatever the planner believes.
CREATE FUNCTION corrected_people(wanted uuid[]) RETURNS TABLE (
    case_id uuid, correction_id uuid, agency_id uuid, decided_by uuid, corrected_at timestamptz,
    party_id uuid, detail varchar, replaced uuid, was uuid, before varchar, after varchar
) LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.scope_id, p.id, p.agency_id, p.decided_by_id, p.decided_at,
        p.party_id, p.detail, NULL, h.history_id, p.stood, n.says
    FROM public.meetings_detailproposal p
    CROSS JOIN LATERAL (
        SELECT to_jsonb(n) ->> p.detail AS says FROM public.sharing_party n
        WHERE n.id = p.party_id AND n.ended_on IS NULL OFFSET 0
    ) n
    CROSS JOIN LATERAL (
        SELECT h.history_id, to_jsonb(h) ->> p.detail AS said FROM public.sharing_historicalparty h
        WHERE h.id = p.party_id OFFSET 0
    ) h
    WHERE p.scope_id = ANY (wanted) AND p.accepted
      AND coalesce(h.said, '') = p.stood AND coalesce(n.says, '') <> p.stood
    UNION ALL
    SELECT p.scope_id, p.id, p.agency_id, p.decided_by_id, p.decided_at,
        p.party_id, 'address', p.replaces_id, p.replaces_id, NULL, now.ids
    FROM public.meetings_addressproposal p
    CROSS JOIN LATERAL (
        SELECT FROM public.sharing_party n
        WHERE n.id = p.party_id AND n.ended_on IS NULL OFFSET 0
    ) n
    CROSS JOIN LATERAL (
        SELECT count(*) AS many FROM public.sharing_address both_of
        WHERE both_of.id IN (p.replaces_id, p.became_id) AND both_of.kind IN ('current', 'former')
    ) open_ones
    CROSS JOIN LATERAL (
        SELECT string_agg(a.id::text, ',' ORDER BY a.id) AS ids FROM public.sharing_address a
        WHERE a.party_id = p.party_id AND a.ended_on IS NULL AND a.kind IN ('current', 'former')
    ) now
    WHERE p.scope_id = ANY (wanted) AND p.accepted
      AND open_ones.many = 2 AND now.ids IS NOT NULL
    UNION ALL
    SELECT p.scope_id, p.id, p.agency_id, p.decided_by_id, p.decided_at,
        p.party_id, 'contact', NULL, p.stood_id, NULL, now.id::text
    FROM public.meetings_contactproposal p
    CROSS JOIN LATERAL (
        SELECT c.id FROM public.sharing_safecontact c WHERE c.scope_id = p.scope_id
        ORDER BY c.confirmed_on DESC, c.id DESC LIMIT 1
    ) now
    WHERE p.scope_id = ANY (wanted) AND p.accepted AND p.stood_id <> now.id
$$;
REVOKE ALL ON FUNCTION corrected_people(uuid[]) FROM PUBLIC;

-- Who was shown what stood before each of these, and has acknowledged that. A page that lists people to
-- look up shows how they are called and when they were born, and no more of them. Whoever accepted it
-- knows of it, and so does the agency that proposed it.
CREATE FUNCTION looks_at_people(wanted uuid[], of_person uuid) RETURNS TABLE (
    correction_id uuid, user_id uuid, agency_id uuid,
    first_at timestamptz, acknowledged_at timestamptz
) LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH corrected AS MATERIALIZED (
        SELECT c.correction_id, c.case_id, c.agency_id, c.decided_by, c.was,
            c.detail IN (
                'given_name', 'family_name', 'other_names', 'born_on', 'address', 'contact'
            ) AS on_each_page
        FROM public.corrected_people(wanted) c
    ), seen AS MATERIALIZED (
        SELECT s.user_id, s.agency_id, s.occurred_at, s.code, shown.id,
            (s.also || s.code) && '{case_viewed,pack_read,research_read}'::varchar[] AS whole
        FROM public.shown_of(ARRAY(SELECT DISTINCT c.case_id FROM corrected c), of_person) s
        CROSS JOIN unnest(s.items) AS shown (id)
        WHERE EXISTS (SELECT FROM corrected)
    ), looks AS (
        SELECT c.correction_id, s.user_id, s.agency_id, min(s.occurred_at) AS first_at
        FROM corrected c JOIN seen s ON s.id = c.was AND (s.whole OR c.on_each_page)
        WHERE s.agency_id <> c.agency_id AND s.user_id <> c.decided_by
        GROUP BY c.correction_id, s.user_id, s.agency_id
    )
    SELECT l.correction_id, l.user_id, l.agency_id, l.first_at,
        (SELECT min(s.occurred_at) FROM seen s
         WHERE s.code = 'correction_acknowledged' AND s.id = l.correction_id
           AND (s.user_id, s.agency_id) = (l.user_id, l.agency_id))
    FROM looks l
$$;
REVOKE ALL ON FUNCTION looks_at_people(uuid[], uuid) FROM PUBLIC;

-- What whoever acts has read of people, as one of the agency for which they act, and was corrected, as
-- long as they have not acknowledged it. `now_id` is another where something else stands there.
CREATE FUNCTION people_corrections_waiting(wanted uuid[]) RETURNS TABLE (
    correction_id uuid, party_id uuid, detail varchar, replaced uuid, was uuid,
    read_at timestamptz, corrected_at timestamptz, now_id uuid, before varchar
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH open AS MATERIALIZED (
        SELECT array_agg(one) AS cases FROM unnest(wanted) AS one
        WHERE public.research_is_open(one)
    )
    SELECT DISTINCT ON (c.correction_id) c.correction_id, c.party_id, c.detail,
        c.replaced, c.was, l.first_at, c.corrected_at, md5(coalesce(c.after, ''))::uuid, c.before
    FROM open o
    CROSS JOIN LATERAL public.corrected_people(o.cases) c
    JOIN public.looks_at_people((SELECT cases FROM open), current_setting('portal.user')::uuid) l
        ON l.correction_id = c.correction_id
    WHERE l.agency_id = current_setting('portal.agency')::uuid AND l.acknowledged_at IS NULL
$$;
REVOKE ALL ON FUNCTION people_corrections_waiting(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_corrections_waiting(uuid[]) TO portal_web;

-- How many details that is in one case; after all else, as `corrections_in`.
CREATE FUNCTION people_corrections_in(wanted uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER COST 10000 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(DISTINCT (c.party_id, c.detail, c.replaced))::integer
    FROM public.people_corrections_waiting(ARRAY[wanted]) c
$$;
REVOKE ALL ON FUNCTION people_corrections_in(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_corrections_in(uuid) TO portal_web;

-- How many people of which agency had read it, and how many of them have not acknowledged it: for the
-- agency that proposed it, as long as it reads the case, and for who reads the trail of the case.
CREATE FUNCTION people_acknowledgements(wanted uuid) RETURNS TABLE (
    correction_id uuid, owner_id uuid, party_id uuid, detail varchar, corrected_at timestamptz,
    agency_id uuid, readers bigint, waiting bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH corrected AS MATERIALIZED (
        SELECT DISTINCT ON (c.correction_id) c.*
        FROM public.corrected_people(
            ARRAY(
                SELECT wanted
                WHERE public.research_is_open(wanted) OR public.trail_is_open(wanted)
            )
        ) c
        WHERE c.agency_id = current_setting('portal.agency')::uuid
           OR public.trail_is_open(wanted)
    )
    SELECT c.correction_id, c.agency_id, c.party_id, c.detail, c.corrected_at, l.agency_id,
        count(*), count(*) FILTER (WHERE l.acknowledged_at IS NULL)
    FROM corrected c
    JOIN public.looks_at_people(ARRAY(SELECT case_id FROM corrected), NULL) l
        ON l.correction_id = c.correction_id
    WHERE public.still_reads(c.case_id, l.user_id, l.agency_id)
    GROUP BY c.correction_id, c.agency_id, c.party_id, c.detail, c.corrected_at, l.agency_id
$$;
REVOKE ALL ON FUNCTION people_acknowledgements(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_acknowledgements(uuid) TO portal_web;
