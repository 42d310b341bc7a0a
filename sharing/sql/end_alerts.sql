-- Ends alerts that somebody decided on, once the days of their area are over, with all that was
-- kept of them before; while one of their cases is on hold they stay. Returns which.
CREATE FUNCTION end_alerts() RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ended uuid[];
BEGIN
    IF current_setting('portal.reach') <> 'system' THEN
        RAISE EXCEPTION 'jobs alone end alerts' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT coalesce(array_agg(l.id ORDER BY l.id), '{}') INTO ended
    FROM public.sharing_alert l JOIN public.sharing_area r ON r.id = l.area_id
    WHERE l.state <> 'new' AND l.decided_at < clock_timestamp() - r.alert_days * interval '1 day'
      AND NOT EXISTS (
        SELECT FROM public.sharing_scope s WHERE s.id = ANY (l.cases) AND s.frozen
    );
    DELETE FROM public.sharing_historicalalert h WHERE h.id = ANY (ended);
    DELETE FROM public.sharing_alert l WHERE l.id = ANY (ended);
    RETURN ended;
END $$;
REVOKE ALL ON FUNCTION end_alerts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_alerts() TO portal_jobs;
