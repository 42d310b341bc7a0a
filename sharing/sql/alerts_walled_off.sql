-- Alerts that are not there for somebody who is walled off from cases: about such a case, or of which the
-- events that they may know of do not make an alert by the rule by which it was raised. Else that it is
-- there, below its rule, would tell of the others. Only the database can say, as the wall hides those;
-- whom no case is walled off from costs it nothing.
CREATE FUNCTION alerts_walled_off() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH walled AS MATERIALIZED (SELECT public.walled_from() AS cases)
    SELECT coalesce(array_agg(a.id), '{}') FROM public.sharing_alert a
    WHERE (SELECT w.cases FROM walled w) <> '{}'
      AND a.area_id = current_setting('portal.area')::uuid
      AND (
          a.case_id = ANY ((SELECT w.cases FROM walled w)::uuid[])
          OR NOT EXISTS (
              WITH known AS MATERIALIZED (
                  SELECT e.id, e.occurred_at, e.cases FROM public.audit_event e
                  WHERE e.occurred_at BETWEEN a.first_at AND a.last_at AND e.id = ANY (a.events)
                    AND (e.cases = '{}' OR NOT e.cases <@ (SELECT w.cases FROM walled w)::uuid[])
              ), hidden AS MATERIALIZED (
                  SELECT FROM public.audit_event e
                  WHERE e.occurred_at BETWEEN a.first_at AND a.last_at AND e.id = ANY (a.events)
                    AND e.cases <> '{}' AND e.cases <@ (SELECT w.cases FROM walled w)::uuid[]
              )
              -- One that ends so many within so long; where none is hidden, any.
              SELECT FROM known AS last
              WHERE NOT EXISTS (SELECT FROM hidden) OR a.times <= (
                  SELECT count(DISTINCT CASE a.watched WHEN 'searches' THEN one ELSE k.id END)
                  FROM known k LEFT JOIN LATERAL unnest(k.cases) AS one
                    ON one <> ALL ((SELECT w.cases FROM walled w)::uuid[])
                  WHERE k.occurred_at <= last.occurred_at
                    AND k.occurred_at > last.occurred_at - a.minutes * interval '1 minute'
              )
          )
      )
$$;
REVOKE ALL ON FUNCTION alerts_walled_off() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alerts_walled_off() TO portal_web;
