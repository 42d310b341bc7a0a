-- Drafts that were never sent. Who wrote one and when last is told to the worker, which reads no
-- referral; what was thrown away ends for the retention role alone.

-- The version of an area's rules that holds now.
CREATE FUNCTION rules_in_force(of_area uuid) RETURNS SETOF meetings_protocol
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.* FROM public.meetings_protocol p
    WHERE p.area_id = of_area
      AND p.in_force_from <= (clock_timestamp() AT TIME ZONE 'Europe/London')::date
    ORDER BY p.version DESC LIMIT 1
$$;

-- Drafts of referrals, with who wrote each, for which agency, and when last. On hold, one is left alone.
CREATE FUNCTION drafts_left()
RETURNS TABLE (case_id uuid, area_id uuid, author_id uuid, agency_id uuid, written_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.scope_id, s.area_id, r.author_id, r.agency_id, max(h.history_date)
    FROM public.meetings_case c
    JOIN public.sharing_scope s ON s.id = c.scope_id AND NOT s.frozen
    JOIN public.meetings_referral r ON r.scope_id = c.scope_id
    JOIN public.meetings_historicalreferral h ON h.scope_id = c.scope_id
    WHERE current_setting('portal.reach', true) = 'system' AND c.stage = 'draft'
    GROUP BY c.scope_id, s.area_id, r.author_id, r.agency_id
$$;

-- Erases drafts that were thrown away and whose days are over; returns how many. That one never was
-- anything but a draft, and since when it is out of sight, is read from what the web process can only
-- add to, and from the database's clock: whoever gets into that process erases no case by calling it
-- a draft. So an attempt that was stopped, as the victim is a child, is kept. One that was altered stays
-- until somebody looked into it, and keeps no other from ending.
CREATE FUNCTION erase_drafts(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT c.scope_id
        FROM public.meetings_case c
        JOIN public.sharing_scope s ON s.id = c.scope_id
            AND s.sensitivity = 'draft' AND NOT s.frozen
        CROSS JOIN LATERAL public.rules_in_force(s.area_id) p
        CROSS JOIN LATERAL (
            SELECT v.referred_by, v.recorded_at FROM public.sharing_scopeversion v
            WHERE v.scope_id = c.scope_id ORDER BY v.version DESC LIMIT 1
        ) newest
        WHERE c.stage = 'discarded'
          AND newest.referred_by = '{}'
          AND newest.recorded_at < clock_timestamp() - make_interval(days => p.erase_drafts_after)
          AND EXISTS (SELECT FROM public.meetings_referral r WHERE r.scope_id = c.scope_id)
          AND NOT EXISTS (
            SELECT FROM public.sharing_scopeversion v
            WHERE v.scope_id = c.scope_id AND v.sensitivity <> 'draft'
          )
          AND NOT EXISTS (
            SELECT FROM public.meetings_historicalcase h
            -- Empty where the values of an event were erased.
            WHERE h.scope_id = c.scope_id AND h.stage NOT IN ('draft', 'discarded', '')
          )
          AND NOT public.is_of_held_year(c.scope_id)
        ORDER BY newest.recorded_at LIMIT most
    );
    one uuid;
    erased integer := 0;
BEGIN
    FOREACH one IN ARRAY due LOOP
        BEGIN
            PERFORM public.erase_draft(one, ARRAY[
                'public.meetings_case', 'public.meetings_historicalcase',
                'public.meetings_casestage', 'public.meetings_historicalcasestage'
            ]::regclass[]);
            erased := erased + 1;
        EXCEPTION WHEN object_not_in_prerequisite_state THEN
            RAISE WARNING '%: %', one, SQLERRM;
        END;
    END LOOP;
    RETURN erased;
END $$;

REVOKE ALL ON FUNCTION rules_in_force(uuid), drafts_left(), erase_drafts(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drafts_left() TO portal_jobs;
GRANT EXECUTE ON FUNCTION erase_drafts(integer) TO portal_retention;
