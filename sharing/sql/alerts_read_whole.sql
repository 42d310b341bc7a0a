-- Whoever reads an alert reads all of it.

-- An alert is there for those who watch over an area, and never for whom it is about, nor for whoever a
-- wall keeps from a case that it names; its past, where it is.
DROP POLICY watchers ON sharing_alert;
CREATE POLICY watchers ON sharing_alert TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR (current_setting('portal.reach') IN ('area', 'trail')
        AND area_id = current_setting('portal.area')::uuid
        AND about_id <> current_setting('portal.user')::uuid
        AND NOT cases && (SELECT walled_from()))
) WITH CHECK (
    current_setting('portal.reach') = 'system'
    OR (current_setting('portal.reach') IN ('area', 'trail')
        AND area_id = current_setting('portal.area')::uuid
        AND about_id <> current_setting('portal.user')::uuid
        AND NOT cases && (SELECT walled_from()))
);
DROP POLICY watchers ON sharing_historicalalert;
CREATE POLICY watchers ON sharing_historicalalert TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR EXISTS (SELECT FROM sharing_alert a WHERE a.id = sharing_historicalalert.id)
) WITH CHECK (
    current_setting('portal.reach') = 'system'
    OR EXISTS (SELECT FROM sharing_alert a WHERE a.id = sharing_historicalalert.id)
);

-- What says that there is an alert names all cases that the alert names: it is there for whoever may know
-- of all of these, but for whom it is about; that others were told is for these alone. What somebody did
-- themselves stays in their own trail.
DROP POLICY alerts_kept ON audit_event;
CREATE POLICY alerts_kept ON audit_event AS RESTRICTIVE FOR SELECT TO portal_web USING (
    code <> ALL (about_alerts())
    OR current_setting('portal.reach') = 'system'
    OR user_id = current_setting('portal.user')::uuid
    OR (NOT cases && (SELECT walled_from())
        AND (current_setting('portal.user')::uuid = ANY (people)) = (code = 'alerts_told'))
);

-- Of these there are few, and no other index finds those about somebody.
CREATE INDEX audit_event_of_alerts ON audit_event (occurred_at)
    WHERE code IN ('alert_raised', 'alerts_told', 'alert_decided', 'alerts_read');

-- How often each agency of the area acted on a case on each day (Europe/London), and how often it
-- was refused; what concerns cases alone that the reader is walled off from is not in it, nor what says
-- that there is an alert where `alerts_kept` keeps it from them. As the policies of the trail let through,
-- whose reading of each row would cost the index.
CREATE OR REPLACE FUNCTION days_of_area(since timestamptz, until timestamptz)
RETURNS TABLE (on_day date, agency_id uuid, allowed bigint, refused bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH agencies AS MATERIALIZED (
        SELECT a.id FROM public.sharing_agency a
        WHERE a.area_id = current_setting('portal.area')::uuid
          AND current_setting('portal.reach') IN ('area', 'trail')
    ), counted AS (
        SELECT e.agency_id, e.outcome, e.occurred_at, 1 AS number
        FROM public.audit_event e
        WHERE e.agency_id IN (SELECT g.id FROM agencies g)
          AND e.user_id IS NOT NULL AND e.cases <> '{}'
          AND e.occurred_at >= coalesce(since, '-infinity')
          AND e.occurred_at < coalesce(until, 'infinity')
        UNION ALL
        SELECT e.agency_id, e.outcome, e.occurred_at, -1
        FROM public.audit_event e
        WHERE e.cases && (SELECT public.walled_from())
          AND (e.cases <@ (SELECT public.walled_from())
               OR (e.code = ANY (public.about_alerts())
                   AND e.user_id <> current_setting('portal.user')::uuid))
          AND e.agency_id IN (SELECT g.id FROM agencies g)
          AND e.user_id IS NOT NULL
          AND e.occurred_at >= coalesce(since, '-infinity')
          AND e.occurred_at < coalesce(until, 'infinity')
        UNION ALL
        SELECT e.agency_id, e.outcome, e.occurred_at, -1
        FROM public.audit_event e
        WHERE e.code IN ('alert_raised', 'alerts_told', 'alert_decided', 'alerts_read')
          AND NOT e.cases && (SELECT public.walled_from())
          AND (current_setting('portal.user')::uuid = ANY (e.people)) <> (e.code = 'alerts_told')
          AND e.user_id <> current_setting('portal.user')::uuid
          AND e.agency_id IN (SELECT g.id FROM agencies g)
          AND e.cases <> '{}'
          AND e.occurred_at >= coalesce(since, '-infinity')
          AND e.occurred_at < coalesce(until, 'infinity')
    ), hours AS (
        -- Few values of the time before it is turned into days.
        SELECT c.agency_id, c.outcome, date_trunc('hour', c.occurred_at) AS hour,
            sum(c.number) AS number
        FROM counted c GROUP BY 1, 2, 3
    )
    SELECT (h.hour AT TIME ZONE 'Europe/London')::date, h.agency_id,
        coalesce(sum(h.number) FILTER (WHERE h.outcome = 'allowed'), 0)::bigint,
        coalesce(sum(h.number) FILTER (WHERE h.outcome = 'refused'), 0)::bigint
    FROM hours h GROUP BY 1, 2 HAVING sum(h.number) > 0
$$;

DROP FUNCTION alerts_are_kept(uuid[]);
DROP FUNCTION alerts_walled_off();

-- Ends alerts that somebody decided on, once the days of their area are over, with all that was
-- kept of them before; while one of their cases is on hold they stay. Returns which.
CREATE OR REPLACE FUNCTION end_alerts() RETURNS uuid[]
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
