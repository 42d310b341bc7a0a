-- By what somebody of an agency was let into the cases of an event, as the door asks it: what they
-- referred in that seat, what they opened in an emergency and was open still, or else the
-- circulation. Past the walls, as one's own trail says the same whether there is a wall now or not;
-- so only of events that whoever acts may read, as the policy of the trail says, and of others' events
-- only of cases that are there for them. Of a case that is gone nothing is said.
CREATE FUNCTION let_in_by(moments timestamptz[], ids uuid[], seats uuid[])
RETURNS TABLE (event_id uuid, ways text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.id, ARRAY(
        SELECT DISTINCT CASE
            WHEN asked.seat = ANY (s.referred_by) THEN 'referral'
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
            ELSE 'circulation'
        END
        FROM public.sharing_scope s
        WHERE s.id = ANY (e.cases) AND (
            e.user_id = current_setting('portal.user')::uuid
            OR NOT s.walled @> ARRAY[current_setting('portal.user')::uuid]
        )
    )
    FROM unnest(moments, ids, seats) AS asked (recorded_at, id, seat)
    JOIN public.audit_event e ON e.recorded_at = asked.recorded_at AND e.id = asked.id
    WHERE current_setting('portal.reach') = 'system'
       OR e.user_id = current_setting('portal.user')::uuid
       OR (current_setting('portal.reach') IN ('area', 'trail')
           AND e.areas @> ARRAY[current_setting('portal.area')::uuid])
$$;
REVOKE ALL ON FUNCTION let_in_by(timestamptz[], uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION let_in_by(timestamptz[], uuid[], uuid[]) TO portal_web;
