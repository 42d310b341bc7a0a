-- Erases what agencies wrote into returns and did not submit, once no meeting can ask for it any more
-- and so many days have passed since the last that did; returns how many. Nobody can go on with it. Rows in
-- which nothing is left go with them, and no event says that something was erased.
CREATE OR REPLACE FUNCTION erase_return_drafts(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_case record;
    erased integer := 0;
BEGIN
    FOR of_case IN
        WITH due AS (
            SELECT d.id, d.scope_id
            FROM public.sharing_returndraft d
            JOIN public.sharing_scope s ON s.id = d.scope_id AND NOT s.frozen
            JOIN public.meetings_case c ON c.scope_id = d.scope_id
            CROSS JOIN LATERAL public.rules_in_force(s.area_id) p
            CROSS JOIN LATERAL (
                SELECT clock_timestamp() - make_interval(days => p.erase_returns_after) AS since
            ) kept
            WHERE c.stage NOT IN ('accepted', 'listed', 'research', 'hearing')
              AND d.saved_at < kept.since AND c.stage_since < kept.since
              AND NOT EXISTS (
                SELECT FROM public.meetings_researchrequest r
                JOIN public.meetings_meeting m ON m.id = r.meeting_id
                WHERE r.scope_id = d.scope_id AND r.agency_id = d.agency_id
                  AND m.starts_at >= kept.since
              )
              AND NOT public.is_held(extract(year FROM d.saved_at AT TIME ZONE 'UTC')::integer)
            ORDER BY d.saved_at LIMIT most
        ), gone AS (
            DELETE FROM public.sharing_returndraft d USING due
            WHERE d.id = due.id RETURNING d.id, d.scope_id, d.is_empty
        )
        SELECT g.scope_id, count(*) AS rows,
            array_agg(g.id ORDER BY g.id) FILTER (WHERE NOT g.is_empty) AS drafts
        FROM gone g GROUP BY g.scope_id
    LOOP
        IF of_case.drafts IS NOT NULL THEN
            PERFORM public.write_retention_event(
                'return_drafts_erased', '{}', ARRAY[of_case.scope_id], of_case.drafts
            );
        END IF;
        erased := erased + of_case.rows;
    END LOOP;
    RETURN erased;
END $$;
REVOKE ALL ON FUNCTION erase_return_drafts(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_return_drafts(integer) TO portal_retention;
