-- Drafts of referrals whose authors are gone. Nobody sees such a draft; that it is there is told to who
-- acts for the agency that it was begun at, and no more of it than its reference and its days.

-- Few scopes are of a draft: only those are in the index.
CREATE INDEX sharing_scope_drafts ON sharing_scope (owner_agency_id) WHERE sensitivity = 'draft';

CREATE FUNCTION drafts_to_take_over()
RETURNS TABLE (case_id uuid, reference varchar, begun_at timestamptz, left_until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.scope_id, c.reference, min(h.history_date), c.left_until
    FROM public.sharing_scope s
    JOIN public.meetings_case c ON c.scope_id = s.id AND c.stage = 'draft'
    JOIN public.meetings_referral r ON r.scope_id = s.id
    JOIN public.meetings_historicalreferral h ON h.scope_id = s.id
    WHERE s.owner_agency_id = current_setting('portal.agency')::uuid
      AND s.sensitivity = 'draft' AND NOT s.frozen
      AND s.referred_by <> '{}'
      AND NOT s.walled @> ARRAY[current_setting('portal.user')::uuid]
      AND current_setting('portal.reach') = 'agency'
      AND NOT EXISTS (
        SELECT FROM public.sharing_membership m
        JOIN public.sharing_user u ON u.id = m.user_id AND u.is_active
        WHERE m.user_id = r.author_id AND m.agency_id = r.agency_id
          AND m.role IN ('coordinator', 'representative', 'idva', 'referrer')
          AND (m.proposed_by_id IS NULL OR m.confirmed_at IS NOT NULL)
          AND (clock_timestamp() AT TIME ZONE 'Europe/London')::date
              BETWEEN m.starts_on AND coalesce(m.ends_on, 'infinity')
      )
    GROUP BY c.scope_id, c.reference, c.left_until
$$;
REVOKE ALL ON FUNCTION drafts_to_take_over() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drafts_to_take_over() TO portal_web;
