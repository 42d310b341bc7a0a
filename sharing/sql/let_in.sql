-- By what somebody of an agency was let into the cases of an event, as the door asked it then: what
-- they began to refer, what they opened in an emergency and was open still, or else the circulation,
-- full or search, that their agency was on. What the event itself made of that comes after it. Past
-- the walls, as one's own trail says the same whether there is a wall now or not; so only of events
-- that let somebody in and that whoever acts may read, as the policy of the trail says, and of others'
-- events only of cases that are there for them. Of a case that is gone nothing is said.
CREATE FUNCTION let_in_by(moments timestamptz[], ids uuid[])
RETURNS TABLE (event_id uuid, ways text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH asked AS MATERIALIZED (
        SELECT e.id, e.recorded_at, e.occurred_at, e.user_id, e.agency_id, e.cases
        FROM unnest(moments, ids) AS one (recorded_at, id)
        JOIN public.audit_event e ON e.recorded_at = one.recorded_at AND e.id = one.id
        WHERE e.outcome = 'allowed' AND (
            current_setting('portal.reach') = 'system'
            OR e.user_id = current_setting('portal.user')::uuid
            OR (current_setting('portal.reach') IN ('area', 'trail')
                AND e.areas @> ARRAY[current_setting('portal.area')::uuid]
                AND NOT e.cases <@ (SELECT public.walled_from()))
        )
    ), begun AS MATERIALIZED (
        SELECT v.scope_id, by.*
        FROM (SELECT DISTINCT unnest(a.cases) FROM asked a) AS one (scope_id)
        JOIN public.sharing_scopeversion v ON v.scope_id = one.scope_id AND v.version = 1
        CROSS JOIN LATERAL (
            SELECT e.id, e.user_id, e.agency_id FROM public.audit_event e
            WHERE e.id = v.event_id AND e.recorded_at >= v.recorded_at
              AND e.recorded_at < v.recorded_at + interval '1 minute'
            LIMIT 1
        ) AS by
    )
    SELECT e.id, ARRAY(
        SELECT DISTINCT found.way
        FROM public.sharing_scope s
        LEFT JOIN begun b ON b.scope_id = s.id
        LEFT JOIN LATERAL (
            SELECT v.* FROM public.sharing_scopeversion v
            WHERE v.scope_id = s.id AND v.recorded_at <= e.recorded_at AND v.event_id <> e.id
            ORDER BY v.version DESC LIMIT 1
        ) AS stood ON true
        CROSS JOIN LATERAL (
            SELECT CASE
                -- Nobody else is let into a draft.
                WHEN b.id = e.id OR stood.sensitivity = 'draft' THEN 'referral'
                WHEN stood.referred_by <> '{}' AND (b.user_id, b.agency_id) = (e.user_id, e.agency_id)
                    THEN 'referral'
                WHEN EXISTS (
                    SELECT FROM public.sharing_emergencyaccess a
                    -- What is joined to the case was opened with it.
                    JOIN public.audit_event o ON o.id = a.opening_event AND o.user_id = a.user_id
                        AND o.occurred_at BETWEEN a.opened_at - interval '1 hour'
                                              AND a.opened_at + interval '1 hour'
                    WHERE a.user_id = e.user_id AND a.agency_id = e.agency_id
                      AND (a.scope_id = s.id OR o.cases @> ARRAY[s.id])
                      AND (e.id = a.opening_event OR a.opened_at <= e.occurred_at)
                      AND e.occurred_at < CASE
                        WHEN a.outcome IN ('', 'right') THEN a.until
                        ELSE least(a.until, a.reviewed_at)
                      END
                ) THEN 'emergency'
                WHEN e.agency_id = ANY (stood.full_circulation) THEN 'full'
                WHEN e.agency_id = ANY (stood.search_circulation) THEN 'search'
            END
        ) AS found (way)
        WHERE s.id = ANY (e.cases) AND found.way IS NOT NULL AND (
            e.user_id = current_setting('portal.user')::uuid
            OR NOT s.walled @> ARRAY[current_setting('portal.user')::uuid]
        )
    )
    FROM asked e
$$;
REVOKE ALL ON FUNCTION let_in_by(timestamptz[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION let_in_by(timestamptz[], uuid[]) TO portal_web;
