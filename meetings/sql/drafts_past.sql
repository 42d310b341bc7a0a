-- How many drafts have lain for so many days, in the area of whoever sets its rules: of referrals those
-- that nobody goes on with and those that were thrown away, and of returns. Numbers alone, so that what
-- shorter figures end is said before they hold; which drafts those are is nobody's to read. A draft of a
-- return in which nothing is left is none.
CREATE OR REPLACE FUNCTION drafts_past(throw_away_after integer, erase_drafts_after integer,
    erase_returns_after integer) RETURNS TABLE (unsent bigint, thrown_away bigint, of_returns bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH here AS (
        SELECT c.scope_id, c.stage, c.stage_since
        FROM public.meetings_case c JOIN public.sharing_scope s ON s.id = c.scope_id
        WHERE current_setting('portal.reach') = 'area' AND NOT s.frozen
          AND s.area_id = current_setting('portal.area')::uuid
    ), since AS (
        SELECT clock_timestamp() - make_interval(days => throw_away_after) AS unsent,
            clock_timestamp() - make_interval(days => erase_drafts_after) AS thrown_away,
            clock_timestamp() - make_interval(days => erase_returns_after) AS of_returns
    )
    SELECT
        (SELECT count(*) FROM here h WHERE h.stage = 'draft' AND (
            SELECT max(r.history_date) FROM public.meetings_historicalreferral r
            WHERE r.scope_id = h.scope_id
        ) < since.unsent),
        (SELECT count(*) FROM here h JOIN public.meetings_referral r ON r.scope_id = h.scope_id
         WHERE h.stage = 'discarded' AND (
            SELECT max(v.recorded_at) FROM public.sharing_scopeversion v
            WHERE v.scope_id = h.scope_id
        ) < since.thrown_away),
        (SELECT count(*) FROM here h JOIN public.sharing_returndraft d ON d.scope_id = h.scope_id
         WHERE h.stage NOT IN ('accepted', 'listed', 'research', 'hearing')
           AND NOT d.is_empty
           AND d.saved_at < since.of_returns AND h.stage_since < since.of_returns
           AND NOT EXISTS (
            SELECT FROM public.meetings_researchrequest q
            JOIN public.meetings_meeting m ON m.id = q.meeting_id
            WHERE q.scope_id = d.scope_id AND q.agency_id = d.agency_id
              AND m.starts_at >= since.of_returns
        ))
    FROM since
$$;
REVOKE ALL ON FUNCTION drafts_past(integer, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drafts_past(integer, integer, integer) TO portal_web;
