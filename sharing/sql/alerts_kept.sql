-- Events about alerts, and what is counted of the trail without them.

-- The codes of the events that say that there is an alert.
CREATE FUNCTION about_alerts() RETURNS varchar[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ARRAY['alert_raised', 'alerts_told', 'alert_decided', 'alerts_read']::varchar[]
$$;

REVOKE ALL ON FUNCTION about_alerts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION about_alerts() TO portal_web;

-- How often each person looked at a case on each day (Europe/London), how often they were refused, and
-- how often only asked why first, which is no refusal. What says that there is an alert is not counted,
-- as the trail of a case does not list it; nor a stop by an address of another case where a wall keeps
-- them from one of the two.
CREATE FUNCTION days_of_case(wanted uuid, since timestamptz, until timestamptz)
RETURNS TABLE (
    on_day date, agency_id uuid, user_id uuid, allowed bigint, refused bigint, asked_first bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (e.occurred_at AT TIME ZONE 'Europe/London')::date, e.agency_id, e.user_id,
        count(*) FILTER (WHERE e.outcome = 'allowed'),
        count(*) FILTER (WHERE e.outcome = 'refused' AND e.reason <> 'without_reason'),
        count(*) FILTER (WHERE e.outcome = 'refused' AND e.reason = 'without_reason')
    FROM public.audit_event e
    WHERE (SELECT public.trail_is_open(wanted))
      AND e.cases @> ARRAY[wanted]
      AND e.code <> ALL (public.about_alerts())
      AND (e.code <> 'address_of_other_case_stopped'
           OR NOT e.cases && (SELECT public.walled_from())
           OR e.user_id = current_setting('portal.user')::uuid)
      AND (since IS NULL OR e.occurred_at >= since)
      AND (until IS NULL OR e.occurred_at < until)
    GROUP BY 1, 2, 3
$$;
REVOKE ALL ON FUNCTION days_of_case(uuid, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION days_of_case(uuid, timestamptz, timestamptz) TO portal_web;

-- How often each agency of the area acted on a case on each day (Europe/London), and how often it
-- was refused; what concerns cases alone that the reader is walled off from is not in it, nor what says
-- that there is an alert, or of a stop by an address of another case, where `alerts_kept` keeps it from
-- them. As the policies of the trail let through, whose reading of each row would cost the index.
CREATE FUNCTION days_of_area(since timestamptz, until timestamptz)
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
               OR (e.code = ANY (public.about_alerts() || 'address_of_other_case_stopped'::varchar)
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
REVOKE ALL ON FUNCTION days_of_area(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION days_of_area(timestamptz, timestamptz) TO portal_web;
