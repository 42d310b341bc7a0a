-- What whoever counts may read: numbers, by functions that give nothing else. No name, no
-- reference, no identifier but of areas and agencies' kinds. A draft is not counted: nobody but its
-- author knows of it. Small numbers can still tell of people: they are for those who run the area.
CREATE FUNCTION count_cases() RETURNS TABLE (
    area text, month date, stage text, with_children boolean, cases bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.name, date_trunc('month', c.submitted_at AT TIME ZONE 'Europe/London')::date, c.stage,
        c.with_children, count(*)
    FROM public.meetings_case c
    JOIN public.sharing_scope s ON s.id = c.scope_id
    JOIN public.sharing_area a ON a.id = s.area_id
    WHERE s.sensitivity <> 'draft'
    GROUP BY 1, 2, 3, 4
$$;

CREATE FUNCTION count_referrals() RETURNS TABLE (
    area text, month date, agency_kind text, ground text, referrals bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.name, date_trunc('month', c.submitted_at AT TIME ZONE 'Europe/London')::date, g.kind,
        ground, count(*)
    FROM public.meetings_referral r
    JOIN public.meetings_case c ON c.scope_id = r.scope_id
    JOIN public.sharing_scope s ON s.id = c.scope_id
    JOIN public.sharing_area a ON a.id = s.area_id
    JOIN public.sharing_agency g ON g.id = r.agency_id
    LEFT JOIN LATERAL unnest(r.grounds) AS ground ON true
    WHERE s.sensitivity <> 'draft'
    GROUP BY 1, 2, 3, 4
$$;

CREATE FUNCTION count_actions() RETURNS TABLE (
    area text, month date, agency_kind text, state text, actions bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.name, date_trunc('month', t.due_on)::date, g.kind, t.state, count(*)
    FROM public.meetings_action t
    JOIN public.sharing_agency g ON g.id = t.agency_id
    JOIN public.sharing_area a ON a.id = g.area_id
    GROUP BY 1, 2, 3, 4
$$;

CREATE FUNCTION count_events(since date, before date) RETURNS TABLE (
    area text, day date, code text, outcome text, events bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.name, (e.recorded_at AT TIME ZONE 'Europe/London')::date, e.code, e.outcome, count(*)
    FROM public.audit_event e
    JOIN public.sharing_area a ON a.id = e.area_id
    WHERE e.recorded_at >= since::timestamp AT TIME ZONE 'Europe/London'
      AND e.recorded_at < before::timestamp AT TIME ZONE 'Europe/London'
    GROUP BY 1, 2, 3, 4
$$;

DO $$
DECLARE
    counted text;
BEGIN
    FOREACH counted IN ARRAY ARRAY[
        'count_cases()', 'count_referrals()', 'count_actions()', 'count_events(date, date)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', counted);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO portal_reports', counted);
    END LOOP;
END $$;
