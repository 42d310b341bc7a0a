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

-- As they were, each by one of these.
CREATE OR REPLACE FUNCTION looks_at_research(wanted uuid[], of_person uuid, pages varchar[])
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

CREATE OR REPLACE FUNCTION acknowledgements(wanted uuid) RETURNS TABLE (
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
