-- Reading a trail of many years, in pages, while it grows: by case, by person, by agency and by day.

-- What others did on cases alone that the reader is walled off from is not there, as on the pages.
-- What somebody did before the wall stays in their own trail, and what was tried with one's own
-- account by whoever did not get in one may know. The function is asked once for a query.
-- How far the reader reaches is asked once, before the rows, so that PostgreSQL does not take it to hold
-- for one row in two hundred: else it reads a person's whole month for the first page of it.
CREATE POLICY read_trail ON audit_event FOR SELECT TO portal_web USING (
    (SELECT current_setting('portal.reach') = 'system')
    OR user_id = current_setting('portal.user')::uuid
    OR ((SELECT current_setting('portal.reach') IN ('area', 'trail'))
        AND areas @> ARRAY[current_setting('portal.area')::uuid]
        AND (cases = '{}' OR NOT cases <@ (SELECT walled_from())))
    OR (user_id IS NULL AND role = '' AND people @> ARRAY[current_setting('portal.user')::uuid])
);
GRANT SELECT ON audit_event TO portal_web;

-- What lies beside an event is there where the event is. Both were written by one statement, one after
-- the other once it had waited for what it had to, and events are found by their time.
CREATE POLICY read_beside ON sharing_auditdetail FOR SELECT TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR (SELECT true FROM audit_event e
        WHERE e.id = sharing_auditdetail.event_id
          AND e.recorded_at > sharing_auditdetail.written_at - interval '10 seconds'
          AND e.recorded_at < sharing_auditdetail.written_at + interval '10 seconds')
);
GRANT SELECT ON sharing_auditdetail TO portal_web;

-- What a policy guards is found by an index only where the operator is known to tell nothing of the
-- rows that it passes by (it is leakproof): times and identifiers are, arrays are not. So persons,
-- agencies and days have an index each that gives a page in its order, and the events of one case
-- are found past the policy (measured with 5 million: 3 s behind it, 1 ms past it), in pages and
-- narrowed, by functions that ask what the policy asks, and the wall too.
CREATE INDEX audit_event_cases ON audit_event USING gin (cases);
CREATE INDEX audit_event_user_occurred ON audit_event (user_id, occurred_at);
CREATE INDEX audit_event_occurred ON audit_event (occurred_at);
CREATE INDEX audit_event_agency ON audit_event (agency_id, occurred_at);
CREATE INDEX audit_event_refused ON audit_event (occurred_at) WHERE outcome = 'refused';
CREATE INDEX audit_event_nobody ON audit_event (occurred_at) WHERE user_id IS NULL AND role = '';
-- Accesses to cases: counted from the index alone.
CREATE INDEX audit_event_looks ON audit_event (agency_id, occurred_at) INCLUDE (outcome)
    WHERE user_id IS NOT NULL AND cases <> '{}';

-- Whether the trail of this case is there for whoever acts now.
CREATE FUNCTION trail_is_open(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT current_setting('portal.reach') = 'system' OR EXISTS (
        SELECT FROM public.sharing_scope s
        WHERE s.id = wanted AND s.area_id = current_setting('portal.area')::uuid
          AND current_setting('portal.reach') IN ('area', 'trail')
          AND NOT current_setting('portal.user')::uuid = ANY (s.walled)
          AND (s.sensitivity <> 'draft'
               OR current_setting('portal.seat')::uuid = ANY (s.referred_by))
    )
$$;
REVOKE ALL ON FUNCTION trail_is_open(uuid) FROM PUBLIC;

-- Keys of the events of a case, a page of them: those older than a place in the trail, newest
-- first, or those newer than it, oldest first. What is NULL does not narrow.
CREATE FUNCTION events_of_case(
    wanted uuid, wanted_event uuid, of_person uuid, of_agency uuid,
    since timestamptz, until timestamptz, of_outcome varchar, with_codes varchar[],
    without_codes varchar[], newer boolean, at_occurred timestamptz, at_recorded timestamptz,
    at_id uuid, at_most integer
) RETURNS TABLE (recorded_at timestamptz, id uuid) LANGUAGE sql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH matching AS MATERIALIZED (
        SELECT e.occurred_at, e.recorded_at, e.id FROM public.audit_event e
        WHERE (SELECT public.trail_is_open(wanted))
          AND e.cases @> ARRAY[wanted]
          -- A stop by an address of another case tells of each of its cases (`alerts_kept`).
          AND (e.code <> 'address_of_other_case_stopped'
               OR NOT e.cases && (SELECT public.walled_from())
               OR e.user_id = current_setting('portal.user')::uuid)
          AND (wanted_event IS NULL OR e.id = wanted_event)
          AND (of_person IS NULL OR e.user_id = of_person
               OR (e.user_id IS NULL AND e.role = '' AND e.people @> ARRAY[of_person]))
          AND (of_agency IS NULL OR e.agency_id = of_agency)
          AND (since IS NULL OR e.occurred_at >= since)
          AND (until IS NULL OR e.occurred_at < until)
          AND (of_outcome IS NULL OR e.outcome = of_outcome)
          AND (with_codes IS NULL OR e.code = ANY (with_codes) OR e.also && with_codes)
          AND (without_codes IS NULL OR e.code <> ALL (without_codes))
    )
    (SELECT m.recorded_at, m.id FROM matching m
     WHERE NOT newer AND (at_id IS NULL
        OR (m.occurred_at, m.recorded_at, m.id) < (at_occurred, at_recorded, at_id))
     ORDER BY m.occurred_at DESC, m.recorded_at DESC, m.id DESC LIMIT at_most)
    UNION ALL
    (SELECT m.recorded_at, m.id FROM matching m
     WHERE newer AND (m.occurred_at, m.recorded_at, m.id) > (at_occurred, at_recorded, at_id)
     ORDER BY m.occurred_at, m.recorded_at, m.id LIMIT at_most)
$$;
REVOKE ALL ON FUNCTION events_of_case(
    uuid, uuid, uuid, uuid, timestamptz, timestamptz, varchar, varchar[], varchar[], boolean,
    timestamptz, timestamptz, uuid, integer
) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_of_case(
    uuid, uuid, uuid, uuid, timestamptz, timestamptz, varchar, varchar[], varchar[], boolean,
    timestamptz, timestamptz, uuid, integer
) TO portal_web;
